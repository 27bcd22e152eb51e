// Optimisers on one parameter x whose gradient is g in each step.
//
//   sgd_steps(x, g, learning_rate, momentum, weight_decay, n)    x after n steps
//   adamw_steps(x, g, learning_rate, weight_decay, n)
//   left_alone(x)           a parameter without a gradient, after a step of each optimiser
//   cleared_grads(x)        whether grads are defined after clear_grads, and whether a step was
//   recorded parameter_refused(x)    what the constructors say to a parameter that requires no
//   gradient
#include "asked.h"
#include "leaves.h"
#include "tw/optim.h"

namespace {

using tw::Tensor;

template <class Optimiser>
Tensor after_steps(Optimiser& optimiser, const Tensor& x, const Tensor& g, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    optimiser.clear_grads();
    tw::backward(tw::mul(x, tw::full({}, 1, x.dtype())), g);
    optimiser.step();
  }
  return tw::detach(x);
}

Value sgd_steps(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  tw::Sgd sgd(
      {x},
      {.learning_rate = real(args, 2), .momentum = real(args, 3), .weight_decay = real(args, 4)});
  return after_steps(sgd, x, tensor(args, 1), integer(args, 5));
}

Value adamw_steps(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  tw::AdamW::Options options;
  options.learning_rate = real(args, 2);
  options.weight_decay = real(args, 3);
  tw::AdamW adamw({x}, options);
  return after_steps(adamw, x, tensor(args, 1), integer(args, 4));
}

Value left_alone(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  tw::Sgd({x}, {}).step();
  tw::AdamW({x}, {}).step();
  return tw::detach(x);
}

Value cleared_grads(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  tw::Sgd sgd({x}, {});
  tw::backward(tw::mul(x, x), tw::full(x.sizes(), 1, x.dtype()));
  sgd.step();
  std::string said = tw::grad(x).defined() ? "1" : "0";
  said += tw::is_leaf(x) && tw::requires_grad(x) ? "1" : "0";
  sgd.clear_grads();
  return said + (tw::grad(x).defined() ? "1" : "0");
}

Value parameter_refused(const Args& args) {
  const std::vector<Tensor> some{leaf(tensor(args, 1)), tensor(args, 1)};
  if (text(args, 0) == "sgd") tw::Sgd(some, {});
  tw::AdamW(some, {});
  return std::string("not refused");
}

const Asks kAsks{
    {"sgd_steps", sgd_steps},
    {"adamw_steps", adamw_steps},
    {"left_alone", left_alone},
    {"cleared_grads", cleared_grads},
    {"parameter_refused", parameter_refused},
};

}  // namespace
