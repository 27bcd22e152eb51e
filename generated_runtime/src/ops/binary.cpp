#include <string_view>

#include "cpu/binary.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

// The dtype that both are taken as.
Dtype promoted(std::string_view op, const Tensor& a, const Tensor& b) {
  check_defined(op, a);
  check_defined(op, b);
  return promote(a.dtype(), b.dtype());
}

Tensor arithmetic(std::string_view op, const Tensor& a, const Tensor& b,
                  cpu::BinaryKernel* kernel) {
  const Dtype dtype = promoted(op, a, b);
  return binary(op, a, b, dtype, dtype, kernel);
}

// What the dispatcher calls.
namespace kernels {

Tensor add(const Tensor& a, const Tensor& b) {
  return arithmetic("add", a, b, &cpu::add);
}

Tensor sub(const Tensor& a, const Tensor& b) {
  const Dtype dtype = promoted("sub", a, b);
  if (dtype == Dtype::boolean) fail_dtype("sub", dtype);
  return binary("sub", a, b, dtype, dtype, &cpu::sub);
}

Tensor mul(const Tensor& a, const Tensor& b) {
  return arithmetic("mul", a, b, &cpu::mul);
}

Tensor div(const Tensor& a, const Tensor& b) {
  const Dtype dtype = promoted("div", a, b);
  return binary("div", a, b, dtype, is_float(dtype) ? dtype : Dtype::f32, &cpu::div);
}

Tensor maximum(const Tensor& a, const Tensor& b) {
  return arithmetic("maximum", a, b, &cpu::maximum);
}

Tensor minimum(const Tensor& a, const Tensor& b) {
  return arithmetic("minimum", a, b, &cpu::minimum);
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
