#include "autograd/in_place.h"

#include <optional>
#include <utility>

#include "autograd/node.h"
#include "autograd/target.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::Change;
using autograd::Rule;
using autograd::Step;
using autograd::Target;

Tensor as(const Tensor& x, Dtype dtype) {
  return x.dtype() == dtype ? x : tw::cast(x, dtype);
}

// What is done with both is done in the promoted dtype, and its result converted to x's.  So a
// gradient is converted to that dtype first, and to that of x or of the argument last.
struct Both {
  Target to_x;
  Target to_b;
  Dtype dtype;

  Both(const Tensor& x, const Tensor& b)
      : to_x(x, x), to_b(b, x), dtype(promote(x.dtype(), b.dtype())) {}
  [[nodiscard]] Tensor wide(const Tensor& gradient) const { return as(gradient, dtype); }
};

Tensor add_(const Tensor& x, const Tensor& b) {
  Change change("add_", x, b);
  Rule rule;
  if (change.recorded())
    rule = {nullptr,
            [by = Both(x, b)](const Step&, const Tensor& g) { return by.to_b(by.wide(g)); }, true};
  return change.run([&] { return tw::add_(x, b); }, std::move(rule));
}

Tensor sub_(const Tensor& x, const Tensor& b) {
  Change change("sub_", x, b);
  Rule rule;
  if (change.recorded())
    rule = {nullptr,
            [by = Both(x, b)](const Step&, const Tensor& g) {
              return by.to_b(tw::neg(by.wide(g)));
            },
            true};
  return change.run([&] { return tw::sub_(x, b); }, std::move(rule));
}

Tensor mul_(const Tensor& x, const Tensor& b) {
  Change change("mul_", x, b);
  Rule rule;
  if (change.recorded()) {
    change.needs_argument() ? change.save_x() : change.save_nothing();
    change.needs_x() ? change.save_argument() : change.save_nothing();
    const Both by(x, b);
    rule.to_x = [by](const Step& step, const Tensor& g) {
      return by.to_x(tw::mul(by.wide(g), step.saved(1)));
    };
    rule.to_argument = [by](const Step& step, const Tensor& g) {
      return by.to_b(tw::mul(by.wide(g), step.saved(0)));
    };
  }
  return change.run([&] { return tw::mul_(x, b); }, std::move(rule));
}

// As in div, the square of b is not formed.
Tensor div_(const Tensor& x, const Tensor& b) {
  Change change("div_", x, b);
  Rule rule;
  if (change.recorded()) {
    change.needs_argument() ? change.save_x() : change.save_nothing();
    change.save_argument();
    const Both by(x, b);
    rule.to_x = [by](const Step& step, const Tensor& g) {
      return by.to_x(tw::div(by.wide(g), step.saved(1)));
    };
    rule.to_argument = [by](const Step& step, const Tensor& g) {
      const Tensor divisor = step.saved(1);
      const Tensor part = tw::div(by.wide(g), divisor);
      return by.to_b(tw::neg(tw::mul(part, tw::div(step.saved(0), divisor))));
    };
  }
  return change.run([&] { return tw::div_(x, b); }, std::move(rule));
}

Tensor copy_(const Tensor& x, const Tensor& source) {
  Change change("copy_", x, source);
  Rule rule;
  if (change.recorded())
    rule.to_argument = [by = Both(x, source)](const Step&, const Tensor& g) {
      return by.to_b(by.wide(g));
    };
  return change.run([&] { return tw::copy_(x, source); }, std::move(rule));
}

Tensor fill_(const Tensor& x, double value) {
  Change change("fill_", x);
  return change.run([&] { return tw::fill_(x, value); }, {});
}

// The rule of an op that hands a gradient on but where saved(0) holds.
Rule unless_saved() {
  return {[](const Step& step, const Tensor& g) {
            return tw::where(step.saved(0), full({}, 0.0, g.dtype()), g);
          },
          nullptr, false};
}

Tensor relu_(const Tensor& x) {
  Change change("relu_", x);
  if (change.recorded())
    change.save(autograd::unrecorded([&] { return tw::le(x, full({}, 0.0, x.dtype())); }));
  return change.run([&] { return tw::relu_(x); }, unless_saved());
}

// Where x is beyond a bound, which is compared as x's dtype.
Tensor beyond(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  Tensor found = full({}, 0.0, Dtype::boolean);
  if (low) found = tw::add(found, tw::lt(x, full({}, *low, x.dtype())));
  if (high) found = tw::add(found, tw::gt(x, full({}, *high, x.dtype())));
  return found;
}

Tensor clamp_(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  Change change("clamp_", x);
  if (change.recorded())
    change.save(autograd::unrecorded([&] { return beyond(x, low, high); }));
  return change.run([&] { return tw::clamp_(x, low, high); }, unless_saved());
}

}  // namespace

void register_in_place(Library& library) {
  library.record("add_", &add_);
  library.record("sub_", &sub_);
  library.record("mul_", &mul_);
  library.record("div_", &div_);
  library.record("copy_", &copy_);
  library.record("fill_", &fill_);
  library.record("relu_", &relu_);
  library.record("clamp_", &clamp_);
}

}  // namespace tw::gradients
