// The ops in place are not recorded.
#include <initializer_list>
#include <optional>
#include <string_view>

#include "autograd/node.h"
#include "core/fail.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::unrecorded;

// An argument may have an attachment and require no gradient.
void refuse(std::string_view op, std::initializer_list<Tensor> arguments) {
  for (const Tensor& x : arguments)
    if (requires_grad(x)) fail(op, "cannot be recorded in place; use NoGrad");
}

Tensor add_(const Tensor& x, const Tensor& b) {
  refuse("add_", {x, b});
  return unrecorded([&] { return tw::add_(x, b); });
}

Tensor sub_(const Tensor& x, const Tensor& b) {
  refuse("sub_", {x, b});
  return unrecorded([&] { return tw::sub_(x, b); });
}

Tensor mul_(const Tensor& x, const Tensor& b) {
  refuse("mul_", {x, b});
  return unrecorded([&] { return tw::mul_(x, b); });
}

Tensor div_(const Tensor& x, const Tensor& b) {
  refuse("div_", {x, b});
  return unrecorded([&] { return tw::div_(x, b); });
}

Tensor copy_(const Tensor& x, const Tensor& source) {
  refuse("copy_", {x, source});
  return unrecorded([&] { return tw::copy_(x, source); });
}

Tensor fill_(const Tensor& x, double value) {
  refuse("fill_", {x});
  return unrecorded([&] { return tw::fill_(x, value); });
}

Tensor relu_(const Tensor& x) {
  refuse("relu_", {x});
  return unrecorded([&] { return tw::relu_(x); });
}

Tensor clamp_(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  refuse("clamp_", {x});
  return unrecorded([&] { return tw::clamp_(x, low, high); });
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
