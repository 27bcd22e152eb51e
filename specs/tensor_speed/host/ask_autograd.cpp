// Leaves, backward and its errors.  Each question makes its leaves from copies of its arguments.
//
//   leaf_facts(x)            what requires_grad and is_leaf say of x before and after it is told,
//   and
//                            of what is computed from it: "00 01 11 10" is [requires, leaf] of each
//   added_up(x, y)           grad of x after mul(x, y) went backward in two calls
//   several_uses(x)          grad of x of x * x + x - x / x, cotangent 1
//   by_name(x, y)            grad of x of call("mul") and call("transpose")
//   cotangent_apart(x, c)    grad of x of clone-free identity views, after the cotangent was zeroed
//   dtype_of_grads(x, y)     the dtypes of the grads of an f32 x and an f64 y of mul(x, y)
//   cleared(x)               whether grad is defined after backward, after clear_grad, after
//   another refused(case, x)         the message of what backward or set_requires_grad refuses
//   unbacked(x)              grads of [used, unused] leaves are defined?
#include "asked.h"
#include "leaves.h"

namespace {

using tw::Tensor;

std::string facts(const Tensor& x) {
  return std::string(tw::requires_grad(x) ? "1" : "0") + (tw::is_leaf(x) ? "1" : "0") + " ";
}

Value leaf_facts(const Args& args) {
  const Tensor x = tw::clone(tensor(args, 0));
  std::string said = facts(x) + facts(tw::mul(x, x));
  tw::set_requires_grad(x);
  const Tensor y = tw::mul(x, x);
  said += facts(x) + facts(y) + facts(tw::transpose(x, 0, 1)) + facts(tw::detach(y));
  tw::set_requires_grad(x, false);
  return said + facts(x) + facts(tw::add(x, x)) + facts(tw::add(y, x));
}

Value added_up(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  for (int i = 0; i < 2; ++i) tw::backward(tw::mul(x, tensor(args, 1)), ones(x));
  return tw::grad(x);
}

Value several_uses(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tw::sub(tw::add(tw::mul(x, x), x), tw::div(x, x));
  tw::backward(y, ones(y));
  return tw::grad(x);
}

Value by_name(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const tw::Value product = tw::call("mul", {x, tensor(args, 1)}).at(0);
  const tw::Value turned = tw::call("transpose", {product, std::int64_t{0}, std::int64_t{1}}).at(0);
  tw::backward(std::get<Tensor>(turned), ones(std::get<Tensor>(turned)));
  return tw::grad(x);
}

Value cotangent_apart(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor cotangent = tw::clone(tensor(args, 1));
  tw::backward(tw::transpose(tw::transpose(x, 0, 1), 0, 1), cotangent);
  tw::backward(x, cotangent);
  std::fill_n(cotangent.data_as<float>(), cotangent.numel(), 0.0F);
  return tw::grad(x);
}

Value dtype_of_grads(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = leaf(tensor(args, 1));
  const Tensor z = tw::mul(x, y);
  tw::backward(z, ones(z));
  std::string said;
  for (const Tensor& one : {z, tw::grad(x), tw::grad(y)}) {
    said += std::string(tw::name_of(one.dtype())) + tw::to_text(one.sizes()) + " ";
  }
  return said;
}

Value cleared(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  std::string said = tw::grad(x).defined() ? "1" : "0";
  tw::backward(tw::mul(x, x), ones(x));
  said += tw::grad(x).defined() ? "1" : "0";
  tw::clear_grad(x);
  said += tw::grad(x).defined() ? "1" : "0";
  tw::backward(tw::add(x, x), ones(x));
  return said + (tw::grad(x).defined() ? "1" : "0");
}

Value refused(const Args& args) {
  const std::string what = text(args, 0);
  const Tensor x = tensor(args, 1);
  if (what == "not required") tw::backward(tw::mul(x, x), ones(x));
  if (what == "integers") tw::set_requires_grad(tw::cast(x, tw::Dtype::i64));
  const Tensor y = leaf(x);
  const Tensor z = tw::mul(y, y);
  if (what == "computed") tw::set_requires_grad(z);
  if (what == "no cotangent") tw::backward(z);
  if (what == "sizes") tw::backward(z, tw::full({7}, 1));
  if (what == "dtype") tw::backward(z, tw::full(z.sizes(), 1, tw::Dtype::f64));
  tw::backward(z, ones(z));
  if (what == "again") tw::backward(z, ones(z));
  return std::string("not refused");
}

Value unbacked(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = leaf(tensor(args, 0));
  tw::backward(tw::mul(x, x), ones(x));
  return std::string(tw::grad(x).defined() ? "1" : "0") + (tw::grad(y).defined() ? "1" : "0");
}

const Asks kAsks{
    {"leaf_facts", leaf_facts},
    {"added_up", added_up},
    {"several_uses", several_uses},
    {"by_name", by_name},
    {"cotangent_apart", cotangent_apart},
    {"dtype_of_grads", dtype_of_grads},
    {"cleared", cleared},
    {"refused", refused},
    {"unbacked", unbacked},
};

}  // namespace
