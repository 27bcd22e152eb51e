#include <string_view>

#include "core/fail.h"
#include "cpu/matmul_results.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace tw {
namespace {

constexpr std::string_view kOp = "bmm";

// Recorded by matmul.
Tensor bmm_kernel(const Tensor& a, const Tensor& b) {
  check_defined(kOp, a);
  check_defined(kOp, b);
  cpu::check_float_dtypes(kOp, a.dtype(), b.dtype());
  const IntSpan left = a.sizes();
  const IntSpan right = b.sizes();
  if (left.size() != 3 || right.size() != 3 || left[0] != right[0] || left[2] != right[1])
    fail(kOp, "sizes " + to_text(left) + " and " + to_text(right) + " do not multiply");
  (void)numel_of(kOp, {left[0], left[1], right[2]});
  return tw::matmul(a, b);
}

}  // namespace

Tensor bmm(const Tensor& a, const Tensor& b) {
  static const auto op = find_op(kOp).typed<Tensor(const Tensor&, const Tensor&)>();
  return op(a, b);
}

namespace ops {

void register_bmm(Library& library) {
  library.define("bmm(Tensor a, Tensor b) -> Tensor", &bmm_kernel);
}

}  // namespace ops
}  // namespace tw
