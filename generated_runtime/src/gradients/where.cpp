#include <optional>
#include <vector>

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

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::where(condition, a, b); });
  return recorded("where", y, {a, b}, {condition},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    const Tensor& g = step.gradient();
                    const Tensor chosen = step.saved(0);
                    const Tensor zero = full({}, 0.0, g.dtype());
                    std::vector<Tensor> gradients(2);
                    if (step.wants(0)) gradients[0] = to_a(tw::where(chosen, g, zero));
                    if (step.wants(1)) gradients[1] = to_b(tw::where(chosen, zero, g));
                    return gradients;
                  });
}

// The bounds are compared as x's dtype, which is how they are applied.
Tensor clamp(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  const Tensor y = unrecorded([&] { return tw::clamp(x, low, high); });
  return recorded("clamp", y, {x}, {x}, [low, high](const Step& step) {
    Tensor g = step.gradient();
    const Tensor at = step.saved(0);
    const Tensor zero = full({}, 0.0, g.dtype());
    if (low) g = tw::where(tw::lt(at, full({}, *low, at.dtype())), zero, g);
    if (high) g = tw::where(tw::gt(at, full({}, *high, at.dtype())), zero, g);
    return std::vector<Tensor>{g};
  });
}

}  // namespace

void register_where(Library& library) {
  library.record("where", &where);
  library.record("clamp", &clamp);
}

}  // namespace tw::gradients
