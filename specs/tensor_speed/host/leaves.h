// What the questions about gradients begin with.
#pragma once

#include "tw/autograd.h"
#include "tw/ops.h"

// A copy that requires its gradient.
inline tw::Tensor leaf(const tw::Tensor& x) {
  tw::Tensor copy = tw::detach(tw::clone(x));
  tw::set_requires_grad(copy);
  return copy;
}

inline tw::Tensor ones(const tw::Tensor& like) {
  return tw::full(like.sizes(), 1, like.dtype());
}
