#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "autograd/node.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

// The gradient of an argument, from that of the result and the tensor that was kept.
using Rule = Tensor (*)(const Tensor& g, const Tensor& kept);

Tensor as(const Tensor& x, Dtype dtype) {
  return x.dtype() == dtype ? x : tw::cast(x, dtype);
}

// Rules of several steps are computed in a wider dtype and rounded once: for the halves f32, and
// where terms cancel f64 for all.
template <Rule kRule>
Tensor in_float(const Tensor& g, const Tensor& kept) {
  const Dtype dtype = g.dtype() == Dtype::f64 ? Dtype::f64 : Dtype::f32;
  return as(kRule(as(g, dtype), as(kept, dtype)), g.dtype());
}

template <Rule kRule>
Tensor in_double(const Tensor& g, const Tensor& kept) {
  return as(kRule(as(g, Dtype::f64), as(kept, Dtype::f64)), g.dtype());
}

Tensor scaled(const Tensor& x, double factor) {
  return tw::mul(x, full({}, factor, x.dtype()));
}

Tensor one(Dtype dtype) {
  return full({}, 1.0, dtype);
}

Tensor neg(const Tensor& g, const Tensor&) {
  return tw::neg(g);
}

Tensor abs(const Tensor& g, const Tensor& x) {
  return tw::mul(g, tw::sign(x));
}

Tensor square(const Tensor& g, const Tensor& x) {
  return scaled(tw::mul(g, x), 2.0);
}

// NaN is handed on as it is, like what is above 0.
Tensor relu(const Tensor& g, const Tensor& x) {
  const Tensor zero = full({}, 0.0, g.dtype());
  return tw::where(tw::le(x, zero), zero, g);
}

Tensor sqrt(const Tensor& g, const Tensor& y) {
  return scaled(tw::div(g, y), 0.5);
}

Tensor rsqrt(const Tensor& g, const Tensor& x) {
  return tw::mul(g, scaled(tw::div(tw::rsqrt(x), x), -0.5));
}

Tensor exp(const Tensor& g, const Tensor& y) {
  return tw::mul(g, y);
}

// Of the argument, since the result plus 1 cancels.
Tensor expm1(const Tensor& g, const Tensor& x) {
  return tw::mul(g, tw::exp(x));
}

Tensor log(const Tensor& g, const Tensor& x) {
  return tw::div(g, x);
}

Tensor log1p(const Tensor& g, const Tensor& x) {
  return tw::div(g, tw::add(x, one(x.dtype())));
}

Tensor sin(const Tensor& g, const Tensor& x) {
  return tw::mul(g, tw::cos(x));
}

Tensor cos(const Tensor& g, const Tensor& x) {
  return tw::neg(tw::mul(g, tw::sin(x)));
}

// Near 1 the product of both factors is more accurate than 1 - y^2.
Tensor tanh(const Tensor& g, const Tensor& y) {
  const Tensor top = one(y.dtype());
  return tw::mul(g, tw::mul(tw::sub(top, y), tw::add(top, y)));
}

Tensor sigmoid(const Tensor& g, const Tensor& y) {
  return tw::mul(g, tw::mul(y, tw::sub(one(y.dtype()), y)));
}

// Of f64.
Tensor normal_density(const Tensor& x) {
  constexpr double kFactor = 0.39894228040143267794;  // 1 / sqrt(2 pi).
  return scaled(tw::exp(scaled(tw::square(x), -0.5)), kFactor);
}

// Of f64: how likely a normal number is below x.
Tensor normal_below(const Tensor& x) {
  const Tensor y = unrecorded([&] {
    constexpr double kRootOfHalf = 0.70710678118654752440;
    const Tensor from = tw::contiguous(x);
    Tensor to = empty_tensor(from.sizes(), Dtype::f64);
    const double* const in = from.data_as<double>();
    double* const out = to.data_as<double>();
    for (std::int64_t i = 0; i < from.numel(); ++i) out[i] = 0.5 * std::erfc(-kRootOfHalf * in[i]);
    return to;
  });
  return recorded("gelu", y, {x}, {x}, [](const Step& step) {
    return std::vector<Tensor>{tw::mul(step.gradient(), normal_density(step.saved(0)))};
  });
}

// Beyond 40 the derivative is 0 or 1, and so it is at infinity, where x times 0 is NaN.
Tensor gelu(const Tensor& g, const Tensor& x) {
  const Tensor z = tw::clamp(x, -40.0, 40.0);
  return tw::mul(g, tw::add(normal_below(z), tw::mul(z, normal_density(z))));
}

// s + x s (1 - s), where 1 - s is the sigmoid of -x.  Beyond 800 this is 0 or 1.
Tensor silu(const Tensor& g, const Tensor& x) {
  const Tensor z = tw::clamp(x, -800.0, 800.0);
  const Tensor s = tw::sigmoid(z);
  return tw::mul(g, tw::add(s, tw::mul(tw::mul(z, s), tw::sigmoid(tw::neg(z)))));
}

enum class Keeps { nothing, argument, result };

struct Function {
  std::string_view name;
  Tensor (*op)(const Tensor& x);
  Keeps keeps;
  Rule rule;
};

constexpr std::array kFunctions = {
    Function{"neg", &tw::neg, Keeps::nothing, &neg},
    Function{"abs", &tw::abs, Keeps::argument, &abs},
    Function{"square", &tw::square, Keeps::argument, &in_float<&square>},
    Function{"relu", &tw::relu, Keeps::argument, &relu},
    Function{"sqrt", &tw::sqrt, Keeps::result, &in_float<&sqrt>},
    Function{"rsqrt", &tw::rsqrt, Keeps::argument, &in_float<&rsqrt>},
    Function{"exp", &tw::exp, Keeps::result, &exp},
    Function{"expm1", &tw::expm1, Keeps::argument, &in_float<&expm1>},
    Function{"log", &tw::log, Keeps::argument, &log},
    Function{"log1p", &tw::log1p, Keeps::argument, &in_float<&log1p>},
    Function{"sin", &tw::sin, Keeps::argument, &in_float<&sin>},
    Function{"cos", &tw::cos, Keeps::argument, &in_float<&cos>},
    Function{"tanh", &tw::tanh, Keeps::result, &in_float<&tanh>},
    Function{"sigmoid", &tw::sigmoid, Keeps::result, &in_float<&sigmoid>},
    Function{"gelu", &tw::gelu, Keeps::argument, &in_double<&gelu>},
    Function{"silu", &tw::silu, Keeps::argument, &in_double<&silu>},
};

// What the dispatcher calls.
template <std::size_t kIndex>
Tensor record_function(const Tensor& x) {
  const Function& function = kFunctions[kIndex];
  Tensor y = unrecorded([&] { return function.op(x); });
  Tensor kept;
  if (function.keeps == Keeps::argument) kept = x;
  if (function.keeps == Keeps::result) kept = y;
  return recorded(function.name, std::move(y), {x}, {kept}, [](const Step& step) {
    return std::array<Tensor, 1>{kFunctions[kIndex].rule(step.gradient(), step.saved(0))};
  });
}

}  // namespace

void register_unary(Library& library) {
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (library.record(kFunctions[kIndex].name, &record_function<kIndex>), ...);
  }(std::make_index_sequence<kFunctions.size()>{});
}

}  // namespace tw::gradients
