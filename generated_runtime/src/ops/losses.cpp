#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/fail.h"
#include "core/number.h"
#include "core/tensor_impl.h"
#include "cpu/elementwise_rows.h"
#include "cpu/matmul_results.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/layers.h"

namespace tw {
namespace {

double squared_error(double x, double target) {
  const double distance = x - target;
  return distance * distance;
}

// log(1 + exp(x)) is max(x, 0) + log(1 + exp(-|x|)), which overflows for no x.
double logit_entropy(double x, double target) {
  return std::fma(-x, target, std::max(x, 0.0)) + std::log1p(std::exp(-std::abs(x)));
}

// The sum of all losses times `scale`, together with what rounding takes from it.
template <class T, class Loss>
double sum_of(const Tensor& x, const Tensor& target, Loss loss, double scale) {
  double sum = 0;
  double rest = 0;
  cpu::for_rows(cpu::Walk<2>{Dims(x.sizes()), {Dims(x.strides()), Dims(target.strides())}},
                [&](std::int64_t count, const std::array<std::int64_t, 2>& starts,
                    const std::array<std::int64_t, 2>& steps) {
                  const T* xs = x.data_as<T>() + starts[0];
                  const T* targets = target.data_as<T>() + starts[1];
                  for (std::int64_t i = 0; i < count; ++i) {
                    const double part = scale * loss(convert<double>(xs[i * steps[0]]),
                                                     convert<double>(targets[i * steps[1]]));
                    const double before = sum;
                    sum = before + part;
                    const double added = sum - before;
                    rest += (before - (sum - added)) + (part - added);
                  }
                });
  return std::isfinite(sum) ? sum + rest : sum;
}

// The mean of loss(x, target) over all elements, computed in double.
template <class Loss>
Tensor mean_of(std::string_view op, const Tensor& x, const Tensor& target, Loss loss) {
  check_defined(op, x);
  check_defined(op, target);
  cpu::check_float_dtypes(op, x.dtype(), target.dtype());
  if (!std::ranges::equal(x.sizes(), target.sizes()))
    fail(op, "sizes " + to_text(x.sizes()) + " and " + to_text(target.sizes()) + " differ");

  Tensor result = new_tensor(op, {}, x.dtype());
  visit_float(x.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    const auto count = static_cast<double>(x.numel());
    double mean = std::numeric_limits<double>::quiet_NaN();
    if (count > 0) mean = sum_of<T>(x, target, loss, 1) / count;
    // The sum may overflow where the mean does not.
    if (std::isinf(mean)) mean = sum_of<T>(x, target, loss, 1 / count);
    *result.data_as<T>() = convert<T>(mean);
  });
  return result;
}

Tensor mse_loss_kernel(const Tensor& x, const Tensor& target) {
  return mean_of("mse_loss", x, target, &squared_error);
}

Tensor bce_with_logits_kernel(const Tensor& x, const Tensor& target) {
  return mean_of("bce_with_logits", x, target, &logit_entropy);
}

TypedOp<Tensor(const Tensor&, const Tensor&)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&, const Tensor&)>();
}

}  // namespace

Tensor mse_loss(const Tensor& x, const Tensor& target) {
  static const auto op = handle("mse_loss");
  return op(x, target);
}

Tensor bce_with_logits(const Tensor& x, const Tensor& target) {
  static const auto op = handle("bce_with_logits");
  return op(x, target);
}

namespace ops {

void register_losses(Library& library) {
  library.define("mse_loss(Tensor x, Tensor target) -> Tensor", &mse_loss_kernel);
  library.define("bce_with_logits(Tensor x, Tensor target) -> Tensor", &bce_with_logits_kernel);
}

}  // namespace ops
}  // namespace tw
