#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "cpu/binary.h"
#include "cuda/elementwise.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

enum class Takes {
  all,      // Every dtype, which the result has.
  numbers,  // Every dtype but bool, which the result has.
  floats,   // Every dtype; integers and bools are taken as f64, and the result is f32.
};

struct Function {
  std::string_view name;
  cpu::BinaryKernel* on_cpu;
  cuda::BinaryKernel* on_cuda;
  Takes takes;
};

constexpr std::array kFunctions = {
    Function{"add", &cpu::add, &cuda::add, Takes::all},
    Function{"sub", &cpu::sub, &cuda::sub, Takes::numbers},
    Function{"mul", &cpu::mul, &cuda::mul, Takes::all},
    Function{"div", &cpu::div, &cuda::div, Takes::floats},
    Function{"maximum", &cpu::maximum, &cuda::maximum, Takes::all},
    Function{"minimum", &cpu::minimum, &cuda::minimum, Takes::all},
};

// The dtype that both are taken as.
Dtype promoted(const Function& function, const Tensor& a, const Tensor& b) {
  check_defined(function.name, a);
  check_defined(function.name, b);
  const Dtype dtype = promote(a.dtype(), b.dtype());
  if (function.takes == Takes::numbers && dtype == Dtype::boolean)
    fail_dtype(function.name, dtype);
  return dtype;
}

bool is_widened(const Function& function, Dtype dtype) {
  return function.takes == Takes::floats && !is_float(dtype);
}

// What the dispatcher calls.
template <std::size_t kIndex>
Tensor call_function(const Tensor& a, const Tensor& b) {
  constexpr const Function& kFunction = kFunctions[kIndex];
  const Dtype dtype = promoted(kFunction, a, b);
  const Dtype given = is_widened(kFunction, dtype) ? Dtype::f32 : dtype;
  return binary(kFunction.name, a, b, dtype, given, kFunction.on_cpu);
}

// The same on a CUDA device.
Tensor on_cuda(const Function& function, const Tensor& a, const Tensor& b) {
  // An undefined tensor lives nowhere: tests/cuda_device_test.cpp has it that there is no kernel.
  if (!a.defined() || !b.defined())
    fail(function.name, "has no kernel for " + name_of(current_device()));
  const Dtype dtype = promoted(function, a, b);
  const bool widened = is_widened(function, dtype);
  const Dims sizes = broadcast_sizes(function.name, a.sizes(), b.sizes());
  Tensor result =
      new_tensor_on(current_device(), function.name, sizes, widened ? Dtype::f32 : dtype);
  const Dtype taken = widened ? Dtype::f64 : dtype;
  const Tensor left = as_on_cuda(function.name, a, taken);
  const Tensor right = as_on_cuda(function.name, b, taken);
  function.on_cuda({current_device()}, dtype, sizes, elements_of(result, sizes),
                   elements_of(left, sizes), elements_of(right, sizes));
  return result;
}

template <std::size_t kIndex>
Tensor call_function_on_cuda(const Tensor& a, const Tensor& b) {
  return on_cuda(kFunctions[kIndex], a, b);
}

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
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (library.define(std::string(kFunctions[kIndex].name) + "(Tensor a, Tensor b) -> Tensor",
                    &call_function<kIndex>),
     ...);
    (library.define_for(Device::Kind::cuda, kFunctions[kIndex].name,
                        &call_function_on_cuda<kIndex>),
     ...);
  }(std::make_index_sequence<kFunctions.size()>{});
}

}  // namespace ops
}  // namespace tw
