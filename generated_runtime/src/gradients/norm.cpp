#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "autograd/node.h"
#include "autograd/spread.h"
#include "cpu/gradient_rows.h"
#include "tw/dispatch.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

Tensor taken_as(const Tensor& x, Dtype dtype) {
  return x.dtype() == dtype ? x : tw::cast(x, dtype);
}

// Halves as f32, so that what is computed from them is rounded once.
Tensor wide(const Tensor& x) {
  return taken_as(x, x.dtype() == Dtype::f64 ? Dtype::f64 : Dtype::f32);
}

Tensor mean_of_rows(const Tensor& x) {
  return tw::mean(x, IntSpan({-1}), true);
}

Tensor centred(const Tensor& x) {
  return tw::sub(x, mean_of_rows(x));
}

// Where no graph is wanted, of f32.  What is not needed was not saved.
std::vector<Tensor> kernel(const Step& step, bool centre, double eps) {
  const Tensor g = tw::contiguous(step.gradient());
  const std::int64_t count = g.sizes().back();
  const auto saved = [&](std::size_t i) {
    const Tensor kept = step.saved(i);
    return kept.defined() ? tw::contiguous(kept) : kept;
  };
  const auto data_of = [](const Tensor& x) {
    return x.defined() ? x.data_as<float>() : nullptr;
  };
  const Tensor x = saved(0);
  const Tensor weight = saved(1);
  std::vector<Tensor> gradients(3);
  if (step.wants(0)) gradients[0] = empty_tensor(g.sizes(), Dtype::f32);
  for (std::size_t i = 1; i < 3; ++i)
    if (step.wants(i)) gradients[i] = empty_tensor({count}, Dtype::f32);
  cpu::norm_gradient({
      .g = data_of(g),
      .x = data_of(x),
      .weight = data_of(weight),
      .to_x = data_of(gradients[0]),
      .to_weight = data_of(gradients[1]),
      .to_bias = data_of(gradients[2]),
      .rows = g.numel() / count,
      .count = count,
      .centred = centre,
      .eps = eps,
  });
  return gradients;
}

// Both norms are r = c / sqrt(mean(c * c) + eps), where c is x or x without its mean, times the
// weight.  With h = g * weight the derivative is (h - r * mean(h * r)) / sqrt(...) for c, and that
// without its mean for x.
Tensor norm(std::string_view op, bool centre, const Tensor& y, const Tensor& x,
            const Tensor& weight, const Tensor& bias, double eps) {
  const Tensor kept_x = requires_grad(x) || requires_grad(weight) ? x : Tensor();
  const Tensor kept_weight = requires_grad(x) ? weight : Tensor();
  return recorded(
      op, y, {x, weight, bias}, {kept_x, kept_weight}, [centre, eps](const Step& step) {
        const Dtype dtype = step.gradient().dtype();
        if (!recording && dtype == Dtype::f32 && step.gradient().numel() > 0)
          return kernel(step, centre, eps);
        const Tensor g = wide(step.gradient());
        const Dims row(g.sizes().last(1));
        std::vector<Tensor> gradients(3);
        if (step.wants(2)) gradients[2] = taken_as(autograd::sum_to(g, row), dtype);
        if (!step.wants(0) && !step.wants(1)) return gradients;

        Tensor c = wide(step.saved(0));
        if (centre) c = centred(centred(c));  // Twice, since a mean far from 0 is rounded.
        const Tensor scale =
            tw::rsqrt(tw::add(mean_of_rows(tw::square(c)), full({}, eps, c.dtype())));
        const Tensor r = tw::mul(c, scale);
        if (step.wants(1)) gradients[1] = taken_as(autograd::sum_to(tw::mul(g, r), row), dtype);
        if (step.wants(0)) {
          const Tensor kept = step.saved(1);
          const Tensor h = kept.defined() ? tw::mul(g, wide(kept)) : g;
          const Tensor along = tw::mul(r, mean_of_rows(tw::mul(h, r)));
          const Tensor across = tw::sub(centre ? centred(h) : h, along);
          gradients[0] = taken_as(tw::mul(across, scale), dtype);
        }
        return gradients;
      });
}

Tensor layer_norm(const Tensor& x, const std::optional<Tensor>& weight,
                  const std::optional<Tensor>& bias, double eps) {
  const Tensor y = unrecorded([&] { return tw::layer_norm(x, weight, bias, eps); });
  return norm("layer_norm", true, y, x, weight.value_or(Tensor()), bias.value_or(Tensor()), eps);
}

Tensor rms_norm(const Tensor& x, const std::optional<Tensor>& weight, double eps) {
  const Tensor y = unrecorded([&] { return tw::rms_norm(x, weight, eps); });
  return norm("rms_norm", false, y, x, weight.value_or(Tensor()), Tensor(), eps);
}

}  // namespace

void register_norm(Library& library) {
  library.record("layer_norm", &layer_norm);
  library.record("rms_norm", &rms_norm);
}

}  // namespace tw::gradients
