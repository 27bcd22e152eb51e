#include <optional>
#include <string_view>
#include <vector>

#include "autograd/node.h"
#include "autograd/spread.h"
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
