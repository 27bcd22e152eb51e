// What a change in place makes of tensors.  [facts] are 1 or 0: requires its gradient, is a leaf.
//
//   kept_when_leaf(x)            a leaf after add_ was refused
//   same_tensor(x, b)            changed and returned: the same tensor, returned the same, [facts]
//   required_from_then_on(x, b)  [facts] of a plain x; of x, a row and a transpose of it when the
//                                row was changed by a leaf
//   plain_in_place(x)            [facts] and version of a tensor changed without gradients
//   unrecorded_copy(x)           [facts] of a tensor to which a leaf was copied under NoGrad
//   detached_change(x)           a leaf that was changed through detach
//   versions_in_place(x, b)      of y: at first, after add_, after mul_ on a view
//   unreleased(op, x, b)         bytes of storages that are left of such graphs
#include "asked.h"
#include "changes.h"
#include "leaves.h"
#include "tw/error.h"
#include "tw/memory.h"

namespace {

using tw::Tensor;

std::string facts(const Tensor& x) {
  return std::string(tw::requires_grad(x) ? "1" : "0") + (tw::is_leaf(x) ? "1" : "0");
}

Value kept_when_leaf(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  try {
    tw::add_(x, ones(x));
  } catch (const tw::Error&) {
    if (x.version() == 0 && tw::is_leaf(x)) return tw::detach(x);
  }
  return std::string("not refused, or changed");
}

Value same_tensor(const Args& args) {
  const Tensor y = tripled(leaf(tensor(args, 0)));
  const tw::TensorImpl* const before = y.impl();
  const Tensor returned = tw::add_(y, leaf(tensor(args, 1)));
  std::string said = y.impl() == before ? "1" : "0";
  said += returned.impl() == before ? "1" : "0";
  return said + facts(y);
}

Value required_from_then_on(const Args& args) {
  const Tensor x = tw::clone(tensor(args, 0));
  const Tensor row = tw::select(x, 0, 0);
  const Tensor turned = tw::transpose(x, 0, 1);
  std::string said = facts(x) + " ";
  tw::add_(row, leaf(tensor(args, 1)));
  for (const Tensor& one : {x, row, turned}) said += facts(one) + " ";
  return said;
}

Value plain_in_place(const Args& args) {
  const Tensor x = tw::clone(tensor(args, 0));
  tw::add_(x, ones(x));
  tw::mul_(tw::select(x, 0, 0), tw::select(x, 0, 1));
  return facts(x) + " " + std::to_string(x.version());
}

Value unrecorded_copy(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tw::full(x.sizes(), 0, x.dtype());
  const tw::NoGrad off;
  tw::copy_(tw::select(y, 0, 0), tw::select(x, 0, 0));
  return facts(y);
}

Value detached_change(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  tw::add_(tw::detach(x), ones(x));
  if (x.version() != 1 || !tw::is_leaf(x)) return std::string("no leaf of version 1");
  return tw::detach(x);
}

Value versions_in_place(const Args& args) {
  const Tensor y = tripled(leaf(tensor(args, 0)));
  const Tensor b = leaf(tensor(args, 1));
  std::vector<std::int64_t> versions;
  const auto ask = [&] { versions.push_back(static_cast<std::int64_t>(y.version())); };
  ask();
  tw::add_(y, b);
  ask();
  tw::mul_(tw::select(y, 0, 0), b);
  ask();
  return versions;
}

void make_and_drop(const std::string& op, const Tensor& x, const Tensor& b, bool goes_back) {
  const Tensor y = tripled(leaf(x));
  const Tensor row = tw::select(y, 0, 0);
  const Tensor nothing = tw::full(x.sizes(), 2, x.dtype());
  change(op, row, leaf(b));
  change(op, y, y);
  change(op, nothing, row);
  if (goes_back) tw::backward(tw::add(y, nothing), ones(y));
}

Value unreleased(const Args& args) {
  const auto live = [] { return static_cast<std::int64_t>(tw::memory_stats().live_bytes); };
  const std::int64_t before = live();
  for (int i = 0; i < 20; ++i)
    make_and_drop(text(args, 0), tensor(args, 1), tensor(args, 2), i % 2 == 0);
  return live() - before;
}

const Asks kAsks{
    {"kept_when_leaf", kept_when_leaf},
    {"same_tensor", same_tensor},
    {"required_from_then_on", required_from_then_on},
    {"plain_in_place", plain_in_place},
    {"unrecorded_copy", unrecorded_copy},
    {"detached_change", detached_change},
    {"versions_in_place", versions_in_place},
    {"unreleased", unreleased},
};

}  // namespace
