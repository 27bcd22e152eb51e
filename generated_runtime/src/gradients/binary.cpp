#include <algorithm>
#include <cstdint>
#include <vector>

#include "autograd/node.h"
#include "autograd/spread.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

// Brings the gradient of a result to the sizes and dtype of an argument.
class Target {
 public:
  Target(const Tensor& argument, const Tensor& result)
      : dtype_(argument.dtype()),
        stretched_(!std::ranges::equal(argument.sizes(), result.sizes())) {
    if (stretched_) sizes_.assign(argument.sizes().begin(), argument.sizes().end());
  }

  [[nodiscard]] Tensor operator()(const Tensor& gradient) const {
    const Tensor summed = stretched_ ? autograd::sum_to(gradient, sizes_) : gradient;
    return summed.dtype() == dtype_ ? summed : cast(summed, dtype_);
  }

 private:
  Dtype dtype_;
  bool stretched_;
  std::vector<std::int64_t> sizes_;  // Where stretched: many nodes live at a time.
};

Tensor negative(const Tensor& x) {
  return tw::mul(x, full({}, -1.0, x.dtype()));
}

Tensor add(const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::add(a, b); });
  return recorded("add", y, {a, b}, {},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::vector<Tensor> gradients(2);
                    if (step.wants(0)) gradients[0] = to_a(step.gradient());
                    if (step.wants(1)) gradients[1] = to_b(step.gradient());
                    return gradients;
                  });
}

Tensor sub(const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::sub(a, b); });
  return recorded("sub", y, {a, b}, {},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::vector<Tensor> gradients(2);
                    if (step.wants(0)) gradients[0] = to_a(step.gradient());
                    if (step.wants(1)) gradients[1] = to_b(negative(step.gradient()));
                    return gradients;
                  });
}

Tensor mul(const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::mul(a, b); });
  const Tensor kept_a = requires_grad(b) ? a : Tensor();
  const Tensor kept_b = requires_grad(a) ? b : Tensor();
  return recorded("mul", y, {a, b}, {kept_a, kept_b},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::vector<Tensor> gradients(2);
                    if (step.wants(0)) gradients[0] = to_a(tw::mul(step.gradient(), step.saved(1)));
                    if (step.wants(1)) gradients[1] = to_b(tw::mul(step.gradient(), step.saved(0)));
                    return gradients;
                  });
}

// The derivatives are 1 / b and -a / b^2; the square is not formed, since it may overflow.
Tensor div(const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::div(a, b); });
  const Tensor kept_a = requires_grad(b) ? a : Tensor();
  return recorded("div", y, {a, b}, {kept_a, b},
                  [to_a = Target(a, y), to_b = Target(b, y)](const Step& step) {
                    std::vector<Tensor> gradients(2);
                    const Tensor divisor = step.saved(1);
                    const Tensor part = tw::div(step.gradient(), divisor);
                    if (step.wants(0)) gradients[0] = to_a(part);
                    if (step.wants(1))
                      gradients[1] = to_b(negative(tw::mul(part, tw::div(step.saved(0), divisor))));
                    return gradients;
                  });
}

}  // namespace

void register_binary(Library& library) {
  library.record("add", &add);
  library.record("sub", &sub);
  library.record("mul", &mul);
  library.record("div", &div);
}

}  // namespace tw::gradients
