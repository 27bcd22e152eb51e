// Loops in C++, whose calls cost no words of the protocol.
//
//   adds(x, b, n)      x + b + b + ..., n times
//   chains(x, n)       the gradient of x of n additions of 1, a round trip through the graph
//   exps(x, n)         -exp(x), after exp(x) was computed n times
//   gelus(x, n)        1 - gelu_tanh(x), after gelu_tanh(x) was computed n times
//   settle_NAME(x)     a function of x whose chains come to rest at a number of ordinary size:
//                      exp(-x), log(2 + x), and NAME(1 - x) of the others
#include "asked.h"
#include "leaves.h"
#include "tw/layers.h"

namespace {

using tw::Tensor;

Value adds(const Args& args) {
  Tensor x = tensor(args, 0);
  const Tensor b = tensor(args, 1);
  for (std::int64_t i = 0; i < integer(args, 2); ++i) x = tw::add(x, b);
  return x;
}

Value exps(const Args& args) {
  const Tensor x = tensor(args, 0);
  Tensor y = x;
  for (std::int64_t i = 0; i < integer(args, 1); ++i) y = tw::exp(x);
  return tw::neg(y);
}

Tensor rest_of(const Tensor& x) {
  return tw::sub(tw::full({}, 1, x.dtype()), x);
}

Value gelus(const Args& args) {
  const Tensor x = tensor(args, 0);
  Tensor y = x;
  for (std::int64_t i = 0; i < integer(args, 1); ++i) y = tw::gelu_tanh(x);
  return rest_of(y);
}

Value chains(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor one = tw::full({}, 1, x.dtype());
  Tensor y = x;
  for (std::int64_t i = 0; i < integer(args, 1); ++i) y = tw::add(y, one);
  tw::backward(y, ones(y));
  return tw::grad(x);
}

Value settle_log(const Args& args) {
  const Tensor x = tensor(args, 0);
  return tw::log(tw::add(tw::full({}, 2, x.dtype()), x));
}

const Asks kAsks{
    {"adds", adds},
    {"exps", exps},
    {"gelus", gelus},
    {"chains", chains},
    {"settle_exp", [](const Args& args) -> Value { return tw::exp(tw::neg(tensor(args, 0))); }},
    {"settle_log", settle_log},
    {"settle_gelu", [](const Args& args) -> Value { return tw::gelu(rest_of(tensor(args, 0))); }},
    {"settle_silu", [](const Args& args) -> Value { return tw::silu(rest_of(tensor(args, 0))); }},
};

}  // namespace
