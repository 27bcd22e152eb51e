#include <vector>

#include "autograd/node.h"
#include "tw/dispatch.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

// Halves as f32, so that what is computed from them is rounded once.
Tensor wide(const Tensor& x) {
  const bool half = x.dtype() == Dtype::f16 || x.dtype() == Dtype::bf16;
  return half ? tw::cast(x, Dtype::f32) : x;
}

// x * gradient * factor / (number of elements of x), rounded to the gradient's dtype.
Tensor share(const Tensor& x, const Tensor& gradient, double factor) {
  const Tensor each = full({}, factor / static_cast<double>(x.numel()), Dtype::f64);
  const Tensor scale = tw::cast(tw::mul(gradient, each), x.dtype());
  return tw::cast(tw::mul(x, scale), gradient.dtype());
}

Tensor mse_loss(const Tensor& x, const Tensor& target) {
  const Tensor y = unrecorded([&] { return tw::mse_loss(x, target); });
  return recorded("mse_loss", y, {x, target}, {x, target}, [](const Step& step) {
    const Tensor distance = tw::sub(wide(step.saved(0)), wide(step.saved(1)));
    std::vector<Tensor> gradients(2);
    if (step.wants(0)) gradients[0] = share(distance, step.gradient(), 2);
    if (step.wants(1)) gradients[1] = share(distance, step.gradient(), -2);
    return gradients;
  });
}

// The derivatives are sigmoid(x) - target and -x.
Tensor bce_with_logits(const Tensor& x, const Tensor& target) {
  const Tensor y = unrecorded([&] { return tw::bce_with_logits(x, target); });
  const Tensor kept_target = requires_grad(x) ? target : Tensor();
  return recorded("bce_with_logits", y, {x, target}, {x, kept_target}, [](const Step& step) {
    const Tensor at = wide(step.saved(0));
    std::vector<Tensor> gradients(2);
    if (step.wants(0)) {
      const Tensor off = tw::sub(tw::sigmoid(at), wide(step.saved(1)));
      gradients[0] = share(off, step.gradient(), 1);
    }
    if (step.wants(1)) gradients[1] = share(at, step.gradient(), -1);
    return gradients;
  });
}

}  // namespace

void register_losses(Library& library) {
  library.record("mse_loss", &mse_loss);
  library.record("bce_with_logits", &bce_with_logits);
}

}  // namespace tw::gradients
