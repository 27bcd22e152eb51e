#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

using Kernel = void (*)(float*, const Dims&, const cpu::Source&) noexcept;

Tensor unary(std::string_view op, const Tensor& x, Kernel kernel) {
  if (!x.defined()) fail(op, "the tensor is undefined");
  if (x.dtype() != Dtype::f32)
    fail(op, "dtype " + std::string(name_of(x.dtype())) + " is not supported");
  const Dims sizes(x.sizes());
  Tensor result = new_tensor(op, sizes, Dtype::f32);
  kernel(result.data_as<float>(), sizes, {x.data_as<float>(), Dims(x.strides())});
  return result;
}

// What the dispatcher calls.
namespace kernels {

Tensor neg(const Tensor& x) {
  return unary("neg", x, &cpu::neg);
}

Tensor abs(const Tensor& x) {
  return unary("abs", x, &cpu::abs);
}

Tensor sqrt(const Tensor& x) {
  return unary("sqrt", x, &cpu::sqrt);
}

Tensor exp(const Tensor& x) {
  return unary("exp", x, &cpu::exp);
}

Tensor log(const Tensor& x) {
  return unary("log", x, &cpu::log);
}

Tensor tanh(const Tensor& x) {
  return unary("tanh", x, &cpu::tanh);
}

Tensor sigmoid(const Tensor& x) {
  return unary("sigmoid", x, &cpu::sigmoid);
}

Tensor relu(const Tensor& x) {
  return unary("relu", x, &cpu::relu);
}

}  // namespace kernels

TypedOp<Tensor(const Tensor&)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&)>();
}

}  // namespace

Tensor neg(const Tensor& x) {
  static const auto op = handle("neg");
  return op(x);
}

Tensor abs(const Tensor& x) {
  static const auto op = handle("abs");
  return op(x);
}

Tensor sqrt(const Tensor& x) {
  static const auto op = handle("sqrt");
  return op(x);
}

Tensor exp(const Tensor& x) {
  static const auto op = handle("exp");
  return op(x);
}

Tensor log(const Tensor& x) {
  static const auto op = handle("log");
  return op(x);
}

Tensor tanh(const Tensor& x) {
  static const auto op = handle("tanh");
  return op(x);
}

Tensor sigmoid(const Tensor& x) {
  static const auto op = handle("sigmoid");
  return op(x);
}

Tensor relu(const Tensor& x) {
  static const auto op = handle("relu");
  return op(x);
}

namespace ops {

void register_unary(Library& library) {
  library.define("neg(Tensor x) -> Tensor", &kernels::neg);
  library.define("abs(Tensor x) -> Tensor", &kernels::abs);
  library.define("sqrt(Tensor x) -> Tensor", &kernels::sqrt);
  library.define("exp(Tensor x) -> Tensor", &kernels::exp);
  library.define("log(Tensor x) -> Tensor", &kernels::log);
  library.define("tanh(Tensor x) -> Tensor", &kernels::tanh);
  library.define("sigmoid(Tensor x) -> Tensor", &kernels::sigmoid);
  library.define("relu(Tensor x) -> Tensor", &kernels::relu);
}

}  // namespace ops
}  // namespace tw
