#include <cstddef>
#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

using Kernel = void (*)(float*, const Dims&, const cpu::Source&, const cpu::Source&) noexcept;

void check_dtypes(std::string_view op, Dtype a, Dtype b) {
  if (a != b)
    fail(op, "dtypes " + std::string(name_of(a)) + " and " + std::string(name_of(b)) + " differ");
  if (a != Dtype::f32) fail(op, "dtype " + std::string(name_of(a)) + " is not supported");
}

// x under sizes that it broadcasts to.
cpu::Source stretched(const Tensor& x, const Dims& sizes) {
  const IntSpan own = x.sizes();
  const std::size_t lead = sizes.size() - own.size();
  Dims strides(sizes.size(), 0);
  for (std::size_t i = 0; i < own.size(); ++i)
    if (own[i] != 1) strides[lead + i] = x.strides()[i];
  return {x.data_as<float>(), strides};
}

Tensor binary(std::string_view op, const Tensor& a, const Tensor& b, Kernel kernel) {
  if (!a.defined() || !b.defined()) fail(op, "the tensor is undefined");
  check_dtypes(op, a.dtype(), b.dtype());
  const Dims sizes = broadcast_sizes(op, a.sizes(), b.sizes());
  Tensor result = new_tensor(op, sizes, Dtype::f32);
  kernel(result.data_as<float>(), sizes, stretched(a, sizes), stretched(b, sizes));
  return result;
}

// What the dispatcher calls.
namespace kernels {

Tensor add(const Tensor& a, const Tensor& b) {
  return binary("add", a, b, &cpu::add);
}

Tensor sub(const Tensor& a, const Tensor& b) {
  return binary("sub", a, b, &cpu::sub);
}

Tensor mul(const Tensor& a, const Tensor& b) {
  return binary("mul", a, b, &cpu::mul);
}

Tensor div(const Tensor& a, const Tensor& b) {
  return binary("div", a, b, &cpu::div);
}

Tensor maximum(const Tensor& a, const Tensor& b) {
  return binary("maximum", a, b, &cpu::maximum);
}

Tensor minimum(const Tensor& a, const Tensor& b) {
  return binary("minimum", a, b, &cpu::minimum);
}

}  // namespace kernels

TypedOp<Tensor(const Tensor&, const Tensor&)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&, const Tensor&)>();
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) {
  static const auto op = handle("add");
  return op(a, b);
}

Tensor sub(const Tensor& a, const Tensor& b) {
  static const auto op = handle("sub");
  return op(a, b);
}

Tensor mul(const Tensor& a, const Tensor& b) {
  static const auto op = handle("mul");
  return op(a, b);
}

Tensor div(const Tensor& a, const Tensor& b) {
  static const auto op = handle("div");
  return op(a, b);
}

Tensor maximum(const Tensor& a, const Tensor& b) {
  static const auto op = handle("maximum");
  return op(a, b);
}

Tensor minimum(const Tensor& a, const Tensor& b) {
  static const auto op = handle("minimum");
  return op(a, b);
}

namespace ops {

void register_binary(Library& library) {
  library.define("add(Tensor a, Tensor b) -> Tensor", &kernels::add);
  library.define("sub(Tensor a, Tensor b) -> Tensor", &kernels::sub);
  library.define("mul(Tensor a, Tensor b) -> Tensor", &kernels::mul);
  library.define("div(Tensor a, Tensor b) -> Tensor", &kernels::div);
  library.define("maximum(Tensor a, Tensor b) -> Tensor", &kernels::maximum);
  library.define("minimum(Tensor a, Tensor b) -> Tensor", &kernels::minimum);
}

}  // namespace ops
}  // namespace tw
