#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "cpu/unary.h"
#include "cuda/elementwise.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace tw {
namespace {

enum class Takes {
  numbers,  // Every dtype but bool, which the result has.
  floats,   // Every dtype; integers and bools as f32.
};

struct Function {
  std::string_view name;
  cpu::UnaryKernel* on_cpu;
  cuda::UnaryKernel* on_cuda;
  Takes takes;
};

constexpr std::array kFunctions = {
    Function{"neg", &cpu::neg, &cuda::neg, Takes::numbers},
    Function{"abs", &cpu::abs, &cuda::abs, Takes::numbers},
    Function{"sign", &cpu::sign, &cuda::sign, Takes::numbers},
    Function{"square", &cpu::square, &cuda::square, Takes::numbers},
    Function{"relu", &cpu::relu, &cuda::relu, Takes::numbers},
    Function{"sqrt", &cpu::sqrt, &cuda::sqrt, Takes::floats},
    Function{"rsqrt", &cpu::rsqrt, &cuda::rsqrt, Takes::floats},
    Function{"exp", &cpu::exp, &cuda::exp, Takes::floats},
    Function{"expm1", &cpu::expm1, &cuda::expm1, Takes::floats},
    Function{"log", &cpu::log, &cuda::log, Takes::floats},
    Function{"log1p", &cpu::log1p, &cuda::log1p, Takes::floats},
    Function{"sin", &cpu::sin, &cuda::sin, Takes::floats},
    Function{"cos", &cpu::cos, &cuda::cos, Takes::floats},
    Function{"tanh", &cpu::tanh, &cuda::tanh, Takes::floats},
    Function{"sigmoid", &cpu::sigmoid, &cuda::sigmoid, Takes::floats},
    Function{"gelu", &cpu::gelu, &cuda::gelu, Takes::floats},
    Function{"gelu_tanh", &cpu::gelu_tanh, &cuda::gelu_tanh, Takes::floats},
    Function{"silu", &cpu::silu, &cuda::silu, Takes::floats},
};

Dtype dtype_of(const Function& function, const Tensor& x) {
  const Dtype dtype = x.dtype();
  if (function.takes == Takes::floats) return is_float(dtype) ? dtype : Dtype::f32;
  if (dtype == Dtype::boolean) fail_dtype(function.name, dtype);
  return dtype;
}

// What the dispatcher calls.
template <std::size_t kIndex>
Tensor call_function(const Tensor& x) {
  constexpr const Function& kFunction = kFunctions[kIndex];
  check_defined(kFunction.name, x);
  const Dtype dtype = dtype_of(kFunction, x);
  const Dims sizes(x.sizes());
  Tensor result = new_tensor(kFunction.name, sizes, dtype);
  kFunction.on_cpu(result.data(), dtype, sizes, {x.data(), Dims(x.strides()), x.dtype()});
  return result;
}

// The same on a CUDA device.
Tensor on_cuda(const Function& function, const Tensor& x) {
  check_defined(function.name, x);
  const Dtype dtype = dtype_of(function, x);
  const Dims sizes(x.sizes());
  Tensor result = new_tensor_on(current_device(), function.name, sizes, dtype);
  const Tensor taken = as_on_cuda(function.name, x, dtype);
  function.on_cuda({current_device()}, dtype, sizes, elements_of(result, sizes),
                   elements_of(taken, sizes));
  return result;
}

template <std::size_t kIndex>
Tensor call_function_on_cuda(const Tensor& x) {
  return on_cuda(kFunctions[kIndex], x);
}

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

Tensor sign(const Tensor& x) {
  static const auto op = handle("sign");
  return op(x);
}

Tensor square(const Tensor& x) {
  static const auto op = handle("square");
  return op(x);
}

Tensor relu(const Tensor& x) {
  static const auto op = handle("relu");
  return op(x);
}

Tensor sqrt(const Tensor& x) {
  static const auto op = handle("sqrt");
  return op(x);
}

Tensor rsqrt(const Tensor& x) {
  static const auto op = handle("rsqrt");
  return op(x);
}

Tensor exp(const Tensor& x) {
  static const auto op = handle("exp");
  return op(x);
}

Tensor expm1(const Tensor& x) {
  static const auto op = handle("expm1");
  return op(x);
}

Tensor log(const Tensor& x) {
  static const auto op = handle("log");
  return op(x);
}

Tensor log1p(const Tensor& x) {
  static const auto op = handle("log1p");
  return op(x);
}

Tensor sin(const Tensor& x) {
  static const auto op = handle("sin");
  return op(x);
}

Tensor cos(const Tensor& x) {
  static const auto op = handle("cos");
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

Tensor gelu(const Tensor& x) {
  static const auto op = handle("gelu");
  return op(x);
}

Tensor gelu_tanh(const Tensor& x) {
  static const auto op = handle("gelu_tanh");
  return op(x);
}

Tensor silu(const Tensor& x) {
  static const auto op = handle("silu");
  return op(x);
}

namespace ops {

void register_unary(Library& library) {
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (library.define(std::string(kFunctions[kIndex].name) + "(Tensor x) -> Tensor",
                    &call_function<kIndex>),
     ...);
    (library.define_for(Device::Kind::cuda, kFunctions[kIndex].name,
                        &call_function_on_cuda<kIndex>),
     ...);
  }(std::make_index_sequence<kFunctions.size()>{});
}

}  // namespace ops
}  // namespace tw
