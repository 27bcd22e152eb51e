// What is changed in place while gradients are recorded.
//
//   changed_after_saving(x, op)  grad of x of y op y, where y = x * 1 was changed between the two
//   recorded_in_place(x, op)     calls the op on a tensor that requires its gradient, or with one
//   silent_in_place(x)           x, a leaf, after add_(x, 1) in NoGrad
//   grads_changed(x)             the grad of a second leaf, after the first one's was changed in
//   place
#include "asked.h"
#include "leaves.h"

namespace {

using tw::Tensor;

Value changed_after_saving(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tw::mul(x, tw::full({}, 1));
  const std::string op = text(args, 1);
  const Tensor z = op == "add" ? tw::add(y, y) : op == "exp" ? tw::exp(y) : tw::mul(y, y);
  {
    const tw::NoGrad off;
    tw::add_(tw::transpose(tw::detach(y), 0, 1), tw::full({}, 1));
  }
  tw::backward(z, ones(z));
  return tw::grad(x);
}

Value recorded_in_place(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const std::string op = text(args, 1);
  if (op == "leaf") return tw::add_(x, ones(x));
  if (op == "computed") return tw::mul_(tw::mul(x, x), ones(x));
  if (op == "view") return tw::fill_(tw::select(x, 0, 0), 1);
  return tw::copy_(tw::clone(tensor(args, 0)), x);
}

Value silent_in_place(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const tw::NoGrad off;
  tw::add_(x, tw::full({}, 1));
  return tw::detach(x);
}

Value grads_changed(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = leaf(tensor(args, 0));
  const Tensor z = tw::add(x, y);
  tw::backward(z, ones(z));
  const tw::NoGrad off;
  tw::fill_(tw::grad(x), 9);
  return tw::grad(y);
}

const Asks kAsks{
    {"changed_after_saving", changed_after_saving},
    {"recorded_in_place", recorded_in_place},
    {"silent_in_place", silent_in_place},
    {"grads_changed", grads_changed},
};

}  // namespace
