// A value that goes into or comes out of an op that is called by name.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "tw/dtype.h"
#include "tw/tensor.h"

namespace tw {

struct None {
  bool operator==(const None&) const = default;
};

using Value = std::variant<None, Tensor, std::int64_t, double, bool, std::string, Dtype,
                           std::vector<std::int64_t>, std::vector<double>, std::vector<Tensor>>;

}  // namespace tw
