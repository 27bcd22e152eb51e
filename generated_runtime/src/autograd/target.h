// From the gradient of a broadcast result to that of an argument.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "autograd/spread.h"
#include "tw/ops.h"

namespace tw::autograd {

// Brings the gradient of a result to the sizes and dtype of an argument.
class Target {
 public:
  Target(const Tensor& argument, const Tensor& result)
      : dtype_(argument.dtype()),
        stretched_(!std::ranges::equal(argument.sizes(), result.sizes())) {
    if (stretched_) sizes_.assign(argument.sizes().begin(), argument.sizes().end());
  }

  [[nodiscard]] Tensor operator()(Tensor gradient) const {
    if (stretched_) gradient = sum_to(gradient, sizes_);
    return gradient.dtype() == dtype_ ? std::move(gradient) : cast(gradient, dtype_);
  }

 private:
  Dtype dtype_;
  bool stretched_;
  std::vector<std::int64_t> sizes_;  // Where stretched: many nodes live at a time.
};

}  // namespace tw::autograd
