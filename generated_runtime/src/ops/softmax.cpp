#include "cpu/softmax.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

Tensor along(std::string_view op, void (*kernel)(const cpu::Softmax&), const Tensor& x,
             std::int64_t dim) {
  if (!x.defined()) fail(op, "the tensor is undefined");
  const TensorImpl& from = *x.impl();
  // A 0-d tensor is one row of one element.
  const bool scalar = from.rank() == 0 && (dim == 0 || dim == -1);
  const auto row = scalar ? 0 : static_cast<std::size_t>(wrap_dim(op, dim, from.rank()));
  if (!is_float(from.dtype()))
    fail(op, "dtype " + std::string(name_of(from.dtype())) + " is not supported");

  Tensor result = new_tensor(op, from.sizes(), from.dtype());
  if (result.numel() == 0) return result;
  const Dims& to_strides = result.impl()->strides();
  cpu::Softmax softmax{x.data(), result.data(), from.dtype(), 1, 1, 1, {}, {}, {}};
  for (std::size_t i = 0; i < from.sizes().size(); ++i) {
    if (i == row) {
      softmax.count = from.sizes()[i];
      softmax.stride = from.strides()[i];
      softmax.to_stride = to_strides[i];
    } else {
      softmax.sizes.push_back(from.sizes()[i]);
      softmax.strides.push_back(from.strides()[i]);
      softmax.to_strides.push_back(to_strides[i]);
    }
  }
  kernel(softmax);
  return result;
}

Tensor softmax_of(const Tensor& x, std::int64_t dim) {
  return along("softmax", &cpu::softmax, x, dim);
}

Tensor log_softmax_of(const Tensor& x, std::int64_t dim) {
  return along("log_softmax", &cpu::log_softmax, x, dim);
}

TypedOp<Tensor(const Tensor&, std::int64_t)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&, std::int64_t)>();
}

}  // namespace

Tensor softmax(const Tensor& x, std::int64_t dim) {
  static const auto op = handle("softmax");
  return op(x, dim);
}

Tensor log_softmax(const Tensor& x, std::int64_t dim) {
  static const auto op = handle("log_softmax");
  return op(x, dim);
}

namespace ops {

void register_softmax(Library& library) {
  library.define("softmax(Tensor x, int dim) -> Tensor", &softmax_of);
  library.define("log_softmax(Tensor x, int dim) -> Tensor", &log_softmax_of);
}

}  // namespace ops
}  // namespace tw
