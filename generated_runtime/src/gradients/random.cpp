#include "tw/random.h"

#include <vector>

#include "autograd/node.h"
#include "core/random_dropout.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;

// The gradient where the draw that starts at `start` kept an element, else 0.
Tensor kept(const Tensor& g, RandomState start, double p) {
  const Tensor mask = empty_tensor(g.sizes(), Dtype::boolean);
  dropout_mask(mask.data_as<bool>(), mask.numel(), start, p);
  return tw::where(mask, g, full({}, 0.0, g.dtype()));
}

// Saves where its draw starts, from which the derivative draws the same once more.
Tensor dropout(const Tensor& x, double p) {
  const auto [y, start] = drawn_dropout(x, p);
  return recorded("dropout", y, {x}, {}, autograd::of_one([p, start = start](const Tensor& g) {
                    // The quotient is f64, and rounded once.
                    const Tensor divisor = full({}, dropout_divisor(p), Dtype::f64);
                    return tw::cast(tw::div(kept(g, start, p), divisor), g.dtype());
                  }));
}

}  // namespace

void register_random(Library& library) {
  library.record("dropout", &dropout);
}

}  // namespace tw::gradients
