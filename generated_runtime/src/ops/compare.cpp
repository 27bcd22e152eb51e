#include <string>
#include <string_view>

#include "cpu/binary.h"
#include "cuda/elementwise.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

// On a CUDA device, which is the current one, both are converted before the kernel.
Tensor compare_on_cuda(std::string_view op, const Tensor& a, const Tensor& b, Dtype dtype,
                       cuda::BinaryKernel* kernel) {
  const Dims sizes = broadcast_sizes(op, a.sizes(), b.sizes());
  Tensor result = new_tensor_on(current_device(), op, sizes, Dtype::boolean);
  const Tensor left = as_on_cuda(op, a, dtype);
  const Tensor right = as_on_cuda(op, b, dtype);
  kernel({current_device()}, dtype, sizes, elements_of(result, sizes), elements_of(left, sizes),
         elements_of(right, sizes));
  return result;
}

Tensor compare(std::string_view op, const Tensor& a, const Tensor& b, cpu::BinaryKernel* on_cpu,
               cuda::BinaryKernel* on_cuda) {
  check_defined(op, a);
  check_defined(op, b);
  const Dtype dtype = promote(a.dtype(), b.dtype());
  return a.device().is_cuda() ? compare_on_cuda(op, a, b, dtype, on_cuda)
                              : binary(op, a, b, dtype, Dtype::boolean, on_cpu);
}

// What the dispatcher calls, for every kind of device.
namespace kernels {

Tensor eq(const Tensor& a, const Tensor& b) {
  return compare("eq", a, b, &cpu::eq, &cuda::eq);
}

Tensor ne(const Tensor& a, const Tensor& b) {
  return compare("ne", a, b, &cpu::ne, &cuda::ne);
}

Tensor lt(const Tensor& a, const Tensor& b) {
  return compare("lt", a, b, &cpu::lt, &cuda::lt);
}

Tensor le(const Tensor& a, const Tensor& b) {
  return compare("le", a, b, &cpu::le, &cuda::le);
}

Tensor gt(const Tensor& a, const Tensor& b) {
  return compare("gt", a, b, &cpu::gt, &cuda::gt);
}

Tensor ge(const Tensor& a, const Tensor& b) {
  return compare("ge", a, b, &cpu::ge, &cuda::ge);
}

// Whether x is equal to a single false, which is 0 in every dtype.
Tensor logical_not(const Tensor& x) {
  check_defined("logical_not", x);
  const Dims sizes(x.sizes());
  if (x.device().is_cuda()) {
    Tensor result = new_tensor_on(current_device(), "logical_not", sizes, Dtype::boolean);
    cuda::logical_not({current_device()}, x.dtype(), sizes, elements_of(result, sizes),
                      elements_of(x, sizes));
    return result;
  }
  const bool zero = false;
  Tensor result = new_tensor("logical_not", sizes, Dtype::boolean);
  cpu::eq(result.data(), x.dtype(), sizes, stretched(x, sizes),
          {&zero, Dims(sizes.size(), 0), Dtype::boolean});
  return result;
}

}  // namespace kernels

TypedOp<Tensor(const Tensor&, const Tensor&)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&, const Tensor&)>();
}

}  // namespace

Tensor eq(const Tensor& a, const Tensor& b) {
  static const auto op = handle("eq");
  return op(a, b);
}

Tensor ne(const Tensor& a, const Tensor& b) {
  static const auto op = handle("ne");
  return op(a, b);
}

Tensor lt(const Tensor& a, const Tensor& b) {
  static const auto op = handle("lt");
  return op(a, b);
}

Tensor le(const Tensor& a, const Tensor& b) {
  static const auto op = handle("le");
  return op(a, b);
}

Tensor gt(const Tensor& a, const Tensor& b) {
  static const auto op = handle("gt");
  return op(a, b);
}

Tensor ge(const Tensor& a, const Tensor& b) {
  static const auto op = handle("ge");
  return op(a, b);
}

Tensor logical_not(const Tensor& x) {
  static const auto op = find_op("logical_not").typed<Tensor(const Tensor&)>();
  return op(x);
}

namespace ops {

void register_compare(Library& library) {
  const auto define = [&](const char* name, auto* kernel) {
    library.define(std::string(name) + "(Tensor a, Tensor b) -> Tensor", kernel);
    library.define_for(Device::Kind::cuda, name, kernel);
  };
  define("eq", &kernels::eq);
  define("ne", &kernels::ne);
  define("lt", &kernels::lt);
  define("le", &kernels::le);
  define("gt", &kernels::gt);
  define("ge", &kernels::ge);
  library.define("logical_not(Tensor x) -> Tensor", &kernels::logical_not);
  library.define_for(Device::Kind::cuda, "logical_not", &kernels::logical_not);
}

}  // namespace ops
}  // namespace tw
