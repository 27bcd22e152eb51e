// How gradients go through a recorded change in place.  y is x * 3, and x and b are leaves that
// require their gradients.
//
//   refused_in_place(case, op, x)  op on a leaf, a view of one, or a view of a view of one
//   change_grad(op, i, x, b)       grad of x (0) or b (1) of y after op(y, b), cotangent 1
//   saved_before(case, x)          backward from what was computed before a change
//   hook_on_old(x)                 grad of x with hooks added to y before and after a change
//   hook_sees(x)                   what a hook saw that was added before y was multiplied by 5
//   dtypes_in_place(op, x, b)      dtypes and sizes of y and of the grads
//   quiet(op, x)                   grad of x of y that op changed by 5 under NoGrad
//   back_twice(x, b)               grad of x of y * y after add_ and mul_, two backwards
//   back_refused(x, b)             the same without retain_graph
#include "asked.h"
#include "changes.h"
#include "leaves.h"

namespace {

using tw::Tensor;

Tensor number(double value, const Tensor& like) {
  return tw::full({}, value, like.dtype());
}

Tensor backed(const Tensor& x, const Tensor& y) {
  tw::backward(y, ones(y));
  return tw::grad(x);
}

Value refused_in_place(const Args& args) {
  const std::string which = text(args, 0);
  const Tensor x = leaf(tensor(args, 2));
  Tensor target = x;
  if (which == "view") target = tw::select(x, 0, 0);
  if (which == "view of a view") target = tw::narrow(tw::transpose(x, 0, 1), 0, 0, 1);
  change(text(args, 1), target, number(2, x));
  return std::string("not refused");
}

Value change_grad(const Args& args) {
  const Tensor x = leaf(tensor(args, 2));
  const bool is_float = tw::is_float(tensor(args, 3).dtype());
  const Tensor b = is_float ? leaf(tensor(args, 3)) : tensor(args, 3);
  const Tensor y = tripled(x);
  change(text(args, 0), y, b);
  return backed(integer(args, 1) == 0 ? x : b, y);
}

Value saved_before(const Args& args) {
  const std::string which = text(args, 0);
  const Tensor x = leaf(tensor(args, 1));
  const Tensor y = tripled(x);
  const Tensor row = tw::select(y, 0, 0);
  const Tensor z = which == "exp"          ? tw::exp(y)
                   : which == "add"        ? tw::add(y, y)
                   : which == "row of mul" ? tw::mul(row, row)
                                           : tw::mul(y, y);
  if (which == "exp") tw::add_(z, number(1, z));
  if (which == "mul by row") tw::add_(row, number(1, y));
  if (which != "exp" && which != "mul by row") tw::add_(y, number(1, y));
  return backed(x, z);
}

Value hook_on_old(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tripled(x);
  tw::add_hook(y, [](const Tensor& g) { return tw::mul(g, tw::full({}, 10, g.dtype())); });
  tw::mul_(y, number(5, y));
  tw::add_hook(y, [](const Tensor& g) { return tw::add(g, tw::full({}, 1, g.dtype())); });
  return backed(x, y);
}

Value hook_sees(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tripled(x);
  Tensor seen;
  tw::add_hook(y, [&seen](const Tensor& g) {
    seen = seen.defined() ? tw::full({}, -1) : tw::detach(g);
    return Tensor();
  });
  tw::mul_(y, number(5, y));
  tw::backward(tw::mul(y, number(2, y)), ones(y));
  return seen;
}

Value dtypes_in_place(const Args& args) {
  const Tensor x = leaf(tensor(args, 1));
  const Tensor b = leaf(tensor(args, 2));
  const Tensor y = tripled(x);
  change(text(args, 0), y, b);
  tw::backward(tw::add(tw::mul(y, y), x), ones(y));
  std::string said;
  for (const Tensor& one : {y, tw::grad(x), tw::grad(b)})
    said += std::string(tw::name_of(one.dtype())) + tw::to_text(one.sizes()) + " ";
  return said;
}

Value quiet(const Args& args) {
  const Tensor x = leaf(tensor(args, 1));
  const Tensor y = tripled(x);
  {
    const tw::NoGrad off;
    change(text(args, 0), y, number(5, y));
  }
  return backed(x, y);
}

// y * y, where y was changed by b twice.
Tensor changed_twice(const Tensor& x, const Tensor& b) {
  const Tensor y = tripled(x);
  tw::add_(y, b);
  tw::mul_(tw::select(y, 0, 0), b);
  return tw::mul(y, y);
}

Value back_twice(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor z = changed_twice(x, leaf(tensor(args, 1)));
  tw::backward(z, ones(z), {.retain_graph = true});
  return backed(x, z);
}

Value back_refused(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor z = changed_twice(x, leaf(tensor(args, 1)));
  tw::backward(z, ones(z));
  return backed(x, z);
}

const Asks kAsks{
    {"refused_in_place", refused_in_place},
    {"change_grad", change_grad},
    {"saved_before", saved_before},
    {"hook_on_old", hook_on_old},
    {"hook_sees", hook_sees},
    {"dtypes_in_place", dtypes_in_place},
    {"quiet", quiet},
    {"back_twice", back_twice},
    {"back_refused", back_refused},
};

}  // namespace
