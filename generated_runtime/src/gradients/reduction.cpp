#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "autograd/node.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::of_one;
using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

// What a reduction did to the sizes of its argument.
struct Reduced {
  Dims from;  // The sizes of the argument.
  Dims kept;  // The same with 1 where a dim was reduced.
  Dims dims;  // Those that were reduced.
  std::int64_t count = 1;  // How many elements each result is made of.

  Reduced(std::string_view op, const Tensor& x, const std::optional<IntSpan>& given)
      : from(x.sizes()), kept(x.sizes()) {
    std::array<bool, kRankMax> reduced{};
    if (!given) reduced.fill(true);
    for (const std::int64_t dim : given.value_or(IntSpan()))
      reduced[static_cast<std::size_t>(wrap_dim(op, dim, x.rank()))] = true;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (!reduced[i]) continue;
      dims.push_back(static_cast<std::int64_t>(i));
      kept[i] = 1;
      count *= from[i];
    }
  }

  // A result with the reduced dims put back with size 1.
  [[nodiscard]] Tensor put_back(const Tensor& result) const { return tw::reshape(result, kept); }
  [[nodiscard]] Tensor expanded(const Tensor& result) const {
    return tw::expand(put_back(result), from);
  }
  [[nodiscard]] IntSpan span() const { return dims; }
};

// a / b, rounded once to the dtype of a.  A count may be too large for that dtype.
Tensor quotient(const Tensor& a, const Tensor& b) {
  return tw::cast(tw::div(a, tw::cast(b, Dtype::f64)), a.dtype());
}

Tensor sum(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  const Tensor y = unrecorded([&] { return tw::sum(x, dims, keepdim); });
  return recorded("sum", y, {x}, {},
                  of_one([reduced = Reduced("sum", x, dims)](const Tensor& g) {
                    return reduced.expanded(g);
                  }));
}

// A mean of nothing is NaN, but no gradient depends on it: the count is taken as 1.
Tensor mean(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  const Tensor y = unrecorded([&] { return tw::mean(x, dims, keepdim); });
  return recorded("mean", y, {x}, {},
                  of_one([reduced = Reduced("mean", x, dims)](const Tensor& g) {
                    const auto count =
                        static_cast<double>(std::max<std::int64_t>(reduced.count, 1));
                    return reduced.expanded(quotient(g, full({}, count, Dtype::f64)));
                  }));
}

// 2 * (x - mean) / (n - correction), in f64: a rounded mean would leave little of x - mean.  NaN
// where the variance is NaN for want of elements; where there are none, no gradient depends on it.
Tensor var(const Tensor& x, std::optional<IntSpan> dims, bool keepdim, std::int64_t correction) {
  const Tensor y = unrecorded([&] { return tw::var(x, dims, keepdim, correction); });
  return recorded("var", y, {x}, {x},
                  [reduced = Reduced("var", x, dims), correction](const Step& step) {
                    const auto count = static_cast<double>(reduced.count);
                    double divisor = std::numeric_limits<double>::quiet_NaN();
                    if (reduced.count == 0)
                      divisor = 1.0;
                    else if (reduced.count > correction)
                      divisor = count - static_cast<double>(correction);
                    const Tensor from = tw::cast(step.saved(0), Dtype::f64);
                    const Tensor centred = tw::sub(from, tw::mean(from, reduced.span(), true));
                    const Tensor g = reduced.put_back(tw::cast(step.gradient(), Dtype::f64));
                    const Tensor scale = tw::mul(g, full({}, 2.0 / divisor, Dtype::f64));
                    return std::vector<Tensor>{
                        tw::cast(tw::mul(centred, scale), step.gradient().dtype())};
                  });
}

// Of x with its extremes y: equal extremes share the gradient.
Tensor extremes(std::string_view op, const Tensor& x, const Tensor& y,
                const std::optional<IntSpan>& dims) {
  return recorded(op, y, {x}, {x, y}, [reduced = Reduced(op, x, dims)](const Step& step) {
    const Tensor extreme = unrecorded(
        [&] { return tw::eq(step.saved(0), reduced.put_back(step.saved(1))); });
    const Tensor count = tw::sum(extreme, reduced.span(), true);
    const Tensor share = quotient(reduced.put_back(step.gradient()), count);
    return std::vector<Tensor>{tw::mul(share, extreme)};
  });
}

Tensor amax(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  const Tensor y = unrecorded([&] { return tw::amax(x, dims, keepdim); });
  return extremes("amax", x, y, dims);
}

Tensor amin(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  const Tensor y = unrecorded([&] { return tw::amin(x, dims, keepdim); });
  return extremes("amin", x, y, dims);
}

}  // namespace

void register_reduction(Library& library) {
  library.record("sum", &sum);
  library.record("mean", &mean);
  library.record("var", &var);
  library.record("amax", &amax);
  library.record("amin", &amin);
}

}  // namespace tw::gradients
