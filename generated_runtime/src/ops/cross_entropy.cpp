#include "cpu/cross_entropy.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/number.h"
#include "core/tensor_impl.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

constexpr std::string_view kOp = "cross_entropy";

Tensor cross_entropy_kernel(const Tensor& x, const Tensor& target) {
  if (!x.defined() || !target.defined()) fail(kOp, "the tensor is undefined");
  const Dtype dtype = x.dtype();
  if (!is_float(dtype)) fail(kOp, "dtype " + std::string(name_of(dtype)) + " is not supported");
  if (target.dtype() != Dtype::i64)
    fail(kOp, "target must be i64, got " + std::string(name_of(target.dtype())));
  if (x.rank() != 2 || target.rank() != 1 || x.sizes()[0] != target.sizes()[0]) {
    fail(kOp, "sizes " + to_text(x.sizes()) + " and " + to_text(target.sizes()) +
                  " do not match");
  }
  const std::int64_t rows = x.sizes()[0];
  const std::int64_t classes = x.sizes()[1];
  const auto* targets = target.data_as<std::int64_t>();
  const std::int64_t target_stride = target.strides()[0];
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::int64_t index = targets[i * target_stride];
    if (index < 0 || index >= classes) {
      fail(kOp, "target " + std::to_string(index) + " out of range for " +
                    std::to_string(classes) + " classes");
    }
  }

  double mean = std::numeric_limits<double>::quiet_NaN();
  if (rows > 0) {
    mean = cpu::cross_entropy({x.data(), dtype, rows, classes, x.strides()[0], x.strides()[1],
                               targets, target_stride}) /
           static_cast<double>(rows);
  }
  Tensor result = new_tensor(kOp, {}, dtype);
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    *result.data_as<T>() = convert<T>(mean);
  });
  return result;
}

}  // namespace

Tensor cross_entropy(const Tensor& x, const Tensor& target) {
  static const auto op = find_op(kOp).typed<Tensor(const Tensor&, const Tensor&)>();
  return op(x, target);
}

namespace ops {

void register_cross_entropy(Library& library) {
  library.define("cross_entropy(Tensor x, Tensor target) -> Tensor", &cross_entropy_kernel);
}

}  // namespace ops
}  // namespace tw
