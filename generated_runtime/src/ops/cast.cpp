#include "cpu/cast.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/copy.h"
#include "core/number.h"
#include "core/tensor_impl.h"
#include "cuda/elementwise.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

// What the dispatcher calls.
namespace kernels {

Tensor cast(const Tensor& x, Dtype dtype) {
  check_defined("cast", x);
  const TensorImpl& source = *x.impl();
  if (source.dtype() == dtype) return contiguous_copy("cast", source);
  Tensor result = new_tensor("cast", source.sizes(), dtype);
  cpu::cast(result.data(), dtype, source.sizes(), source.data(), source.strides(), source.dtype());
  return result;
}

Tensor cast_on_cuda(const Tensor& x, Dtype dtype) {
  check_defined("cast", x);
  return x.dtype() == dtype ? contiguous_copy("cast", *x.impl()) : as_on_cuda("cast", x, dtype);
}

Tensor full(IntSpan sizes, double value, Dtype dtype) {
  Tensor result = new_tensor("full", sizes, dtype);
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    std::fill_n(result.data_as<T>(), result.numel(), convert<T>(value));
  });
  return result;
}

Tensor full_on_cuda(IntSpan sizes, double value, Dtype dtype) {
  Tensor result = new_tensor_on(current_device(), "full", sizes, dtype);
  std::uint64_t bits = 0;
  visit(dtype, [&](auto tag) {
    const auto element = convert<typename decltype(tag)::type>(value);
    std::memcpy(&bits, &element, sizeof(element));  // The lowest bytes come first.
  });
  cuda::fill({current_device()}, bytes_of(dtype), Dims(1, result.numel()),
             {result.data(), Dims(1, 1)}, bits);
  return result;
}

}  // namespace kernels

// The typed handle of an op that was defined with this kernel.
template <class Return, class... Arguments>
TypedOp<Return(Arguments...)> handle(std::string_view name, Return (*)(Arguments...)) {
  return find_op(name).typed<Return(Arguments...)>();
}

}  // namespace

Tensor cast(const Tensor& x, Dtype dtype) {
  static const auto op = handle("cast", &kernels::cast);
  return op(x, dtype);
}

Tensor full(IntSpan sizes, double value, Dtype dtype) {
  static const auto op = handle("full", &kernels::full);
  return op(sizes, value, dtype);
}

namespace ops {

void register_cast(Library& library) {
  library.define("cast(Tensor x, Dtype dtype) -> Tensor", &kernels::cast);
  library.define_for(Device::Kind::cuda, "cast", &kernels::cast_on_cuda);
  library.define("full(int[] sizes, float value, Dtype dtype=f32) -> Tensor", &kernels::full);
  library.define_for(Device::Kind::cuda, "full", &kernels::full_on_cuda);
}

}  // namespace ops
}  // namespace tw
