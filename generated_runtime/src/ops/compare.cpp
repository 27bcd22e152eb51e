#include <string_view>

#include "cpu/binary.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

Tensor compare(std::string_view op, const Tensor& a, const Tensor& b, cpu::BinaryKernel* kernel) {
  check_defined(op, a);
  check_defined(op, b);
  return binary(op, a, b, promote(a.dtype(), b.dtype()), Dtype::boolean, kernel);
}

// What the dispatcher calls.
namespace kernels {

Tensor eq(const Tensor& a, const Tensor& b) {
  return compare("eq", a, b, &cpu::eq);
}

Tensor ne(const Tensor& a, const Tensor& b) {
  return compare("ne", a, b, &cpu::ne);
}

Tensor lt(const Tensor& a, const Tensor& b) {
  return compare("lt", a, b, &cpu::lt);
}

Tensor le(const Tensor& a, const Tensor& b) {
  return compare("le", a, b, &cpu::le);
}

Tensor gt(const Tensor& a, const Tensor& b) {
  return compare("gt", a, b, &cpu::gt);
}

Tensor ge(const Tensor& a, const Tensor& b) {
  return compare("ge", a, b, &cpu::ge);
}

// Whether x is equal to a single false, which is 0 in every dtype.
Tensor logical_not(const Tensor& x) {
  check_defined("logical_not", x);
  const Dims sizes(x.sizes());
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
  library.define("eq(Tensor a, Tensor b) -> Tensor", &kernels::eq);
  library.define("ne(Tensor a, Tensor b) -> Tensor", &kernels::ne);
  library.define("lt(Tensor a, Tensor b) -> Tensor", &kernels::lt);
  library.define("le(Tensor a, Tensor b) -> Tensor", &kernels::le);
  library.define("gt(Tensor a, Tensor b) -> Tensor", &kernels::gt);
  library.define("ge(Tensor a, Tensor b) -> Tensor", &kernels::ge);
  library.define("logical_not(Tensor x) -> Tensor", &kernels::logical_not);
}

}  // namespace ops
}  // namespace tw
