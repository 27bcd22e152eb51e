#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/fail.h"
#include "cpu/matmul_results.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace tw {
namespace {

constexpr std::string_view kOp = "attention";
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Throws where the arguments do not fit each other.
void check(const Tensor& q, const Tensor& k, const Tensor& v) {
  for (const Tensor* x : {&q, &k, &v}) check_defined(kOp, *x);
  cpu::check_float_dtypes(kOp, q.dtype(), k.dtype());
  cpu::check_float_dtypes(kOp, q.dtype(), v.dtype());
  const std::size_t rank = q.sizes().size();
  bool fits = rank >= 2 && k.sizes().size() == rank && v.sizes().size() == rank;
  for (std::size_t i = 0; fits && i + 2 < rank; ++i)
    fits = k.sizes()[i] == q.sizes()[i] && v.sizes()[i] == q.sizes()[i];
  fits = fits && k.size(-1) == q.size(-1) && v.size(-2) == k.size(-2);
  if (!fits) {
    fail(kOp, "sizes " + to_text(q.sizes()) + ", " + to_text(k.sizes()) + " and " +
                  to_text(v.sizes()) + " do not fit");
  }
  // Of the scores and of the result.
  Dims sizes(q.sizes());
  for (const std::int64_t columns : {k.size(-2), v.size(-1)}) {
    sizes[rank - 1] = columns;
    (void)numel_of(kOp, sizes);
  }
}

// Which of m columns each of n rows sees.
Tensor causal_mask(std::int64_t n, std::int64_t m) {
  const Tensor mask = empty_tensor({n, m}, Dtype::boolean);
  bool* row = mask.data_as<bool>();
  for (std::int64_t i = 0; i < n; ++i, row += m) {
    const std::int64_t seen = std::clamp<std::int64_t>(i + m - n + 1, 0, m);
    std::fill(std::fill_n(row, seen, true), row + m, false);
  }
  return mask;
}

// weights * v, where what a row does not see is left out even if it is infinite or NaN, which its
// weight of 0 does not do.
Tensor masked_product(const Tensor& weights, const Tensor& mask, const Tensor& v) {
  const Dtype dtype = v.dtype();
  const Tensor finite = tw::lt(tw::abs(v), full({}, kInfinity, dtype));
  const Tensor all_finite = tw::all(finite);
  if (*all_finite.data_as<bool>()) return tw::matmul(weights, v);
  const Tensor met = tw::matmul(tw::cast(mask, dtype), tw::cast(tw::logical_not(finite), dtype));
  const Tensor zero = full({}, 0, dtype);
  return tw::where(tw::gt(met, zero), tw::matmul(weights, v),
                   tw::matmul(weights, tw::where(finite, v, zero)));
}

// Recorded by the ops that it calls.
Tensor computed(const Tensor& q, const Tensor& k, const Tensor& v, bool causal) {
  const Dtype dtype = q.dtype();
  const double root = std::sqrt(static_cast<double>(q.size(-1)));
  const Tensor divisor = full({}, root, dtype);
  const Tensor turned = tw::transpose(k, -2, -1);
  // What is smaller is divided.  Of no columns the scores are 0 / 0.
  const bool divides_q = q.size(-1) > 0 && q.size(-1) <= k.size(-2);
  Tensor scores = divides_q ? tw::matmul(tw::div(q, divisor), turned)
                            : tw::div(tw::matmul(q, turned), divisor);
  // The mean of no rows of v, where a product without columns gives 0.
  if (k.size(-2) == 0) return tw::add(tw::matmul(scores, v), full({}, kNan, dtype));
  if (!causal) return tw::matmul(tw::softmax(scores, -1), v);
  const Tensor mask = causal_mask(q.size(-2), k.size(-2));
  scores = tw::where(mask, scores, full({}, -kInfinity, dtype));
  return masked_product(tw::softmax(scores, -1), mask, v);
}

Tensor attention_kernel(const Tensor& q, const Tensor& k, const Tensor& v, bool causal) {
  check(q, k, v);
  const Dtype dtype = q.dtype();
  if (dtype == Dtype::f32 || dtype == Dtype::f64) return computed(q, k, v, causal);
  const auto wide = [](const Tensor& x) { return tw::cast(x, Dtype::f32); };
  return tw::cast(computed(wide(q), wide(k), wide(v), causal), dtype);
}

}  // namespace

Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v, bool causal) {
  static const auto op =
      find_op(kOp).typed<Tensor(const Tensor&, const Tensor&, const Tensor&, bool)>();
  return op(q, k, v, causal);
}

namespace ops {

void register_attention(Library& library) {
  library.define("attention(Tensor q, Tensor k, Tensor v, bool causal=False) -> Tensor",
                 &attention_kernel);
}

}  // namespace ops
}  // namespace tw
