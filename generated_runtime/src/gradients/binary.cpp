#include <array>
#include <string_view>
#include <utility>

#include "autograd/node.h"
#include "autograd/target.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::Target;
using autograd::unrecorded;

Tensor add(const Tensor& a, const Tensor& b) {
  Tensor y = unrecorded([&] { return tw::add(a, b); });
  return recorded("add", std::move(y), {a, b}, {},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::array<Tensor, 2> gradients;
                    if (step.wants(0) && step.wants(1)) gradients[0] = to_a(step.gradient());
                    Tensor& last = gradients[step.wants(1) ? 1 : 0];
                    last = (step.wants(1) ? to_b : to_a)(step.last_gradient());
                    return gradients;
                  });
}

Tensor sub(const Tensor& a, const Tensor& b) {
  Tensor y = unrecorded([&] { return tw::sub(a, b); });
  return recorded("sub", std::move(y), {a, b}, {},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::array<Tensor, 2> gradients;
                    if (step.wants(0)) gradients[0] = to_a(step.gradient());
                    if (step.wants(1)) gradients[1] = to_b(tw::neg(step.gradient()));
                    return gradients;
                  });
}

Tensor mul(const Tensor& a, const Tensor& b) {
  Tensor y = unrecorded([&] { return tw::mul(a, b); });
  const Tensor kept_a = requires_grad(b) ? a : Tensor();
  const Tensor kept_b = requires_grad(a) ? b : Tensor();
  return recorded("mul", std::move(y), {a, b}, {kept_a, kept_b},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::array<Tensor, 2> gradients;
                    if (step.wants(0)) gradients[0] = to_a(tw::mul(step.gradient(), step.saved(1)));
                    if (step.wants(1)) gradients[1] = to_b(tw::mul(step.gradient(), step.saved(0)));
                    return gradients;
                  });
}

// Halves as f32, so that what is computed from them is rounded once.
Tensor wide(const Tensor& x) {
  const bool half = x.dtype() == Dtype::f16 || x.dtype() == Dtype::bf16;
  return half ? tw::cast(x, Dtype::f32) : x;
}

// The derivatives are 1 / b and -a / b^2; the square is not formed, since it may overflow.
Tensor div(const Tensor& a, const Tensor& b) {
  Tensor y = unrecorded([&] { return tw::div(a, b); });
  const Tensor kept_a = requires_grad(b) ? a : Tensor();
  return recorded("div", std::move(y), {a, b}, {kept_a, b},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::array<Tensor, 2> gradients;
                    const Tensor divisor = wide(step.saved(1));
                    const Tensor part = tw::div(wide(step.gradient()), divisor);
                    if (step.wants(0)) gradients[0] = to_a(part);
                    if (step.wants(1)) {
                      const Tensor ratio = tw::div(wide(step.saved(0)), divisor);
                      gradients[1] = to_b(tw::neg(tw::mul(part, ratio)));
                    }
                    return gradients;
                  });
}

using Compare = Tensor (*)(const Tensor& a, const Tensor& b);

// `a_loses` and `b_loses` tell where the result is the other one.  Where neither does so, both are
// equal and share the gradient, or one is NaN.
Tensor extreme(std::string_view op, const Tensor& y, const Tensor& a, const Tensor& b,
               Compare a_loses, Compare b_loses) {
  return recorded(
      op, y, {a, b}, {a, b},
      [to_a = Target(a, y), to_b = Target(b, y), a_loses, b_loses](const Step& step) {
        const Tensor& g = step.gradient();
        const Tensor left = step.saved(0);
        const Tensor right = step.saved(1);
        const Tensor zero = full({}, 0.0, g.dtype());
        const Tensor half = full({}, 0.5, g.dtype());
        const Tensor shared = tw::where(tw::eq(left, right), tw::mul(g, half), g);
        std::array<Tensor, 2> gradients;
        if (step.wants(0)) gradients[0] = to_a(tw::where(a_loses(left, right), zero, shared));
        if (step.wants(1)) gradients[1] = to_b(tw::where(b_loses(left, right), zero, shared));
        return gradients;
      });
}

Tensor maximum(const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::maximum(a, b); });
  return extreme("maximum", y, a, b, &tw::lt, &tw::gt);
}

Tensor minimum(const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::minimum(a, b); });
  return extreme("minimum", y, a, b, &tw::gt, &tw::lt);
}

}  // namespace

void register_binary(Library& library) {
  library.record("add", &add);
  library.record("sub", &sub);
  library.record("mul", &mul);
  library.record("div", &div);
  library.record("maximum", &maximum);
  library.record("minimum", &minimum);
}

}  // namespace tw::gradients
