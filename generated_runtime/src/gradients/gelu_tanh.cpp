#include <vector>

#include "autograd/node.h"
#include "cpu/gradient_rows.h"
#include "tw/dispatch.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

constexpr double kSlope = 1.5957691216057307;  // 2 sqrt(2 / pi).
constexpr double kCubic = kSlope * 0.044715;

// Halves as f32, in which no cube overflows, and so that what is computed from them is rounded once.
Tensor wide(const Tensor& x) {
  const bool half = x.dtype() == Dtype::f16 || x.dtype() == Dtype::bf16;
  return half ? tw::cast(x, Dtype::f32) : x;
}

Tensor number(double value, const Tensor& like) {
  return full({}, value, like.dtype());
}

// Of x s(v), where s is sigmoid and v = kSlope x + kCubic x^3: s + x s (1 - s) v', where 1 - s is the
// sigmoid of -v.  Beyond 40 this is 0 or 1, and so it is at infinity.
Tensor slope(const Tensor& x) {
  const Tensor z = tw::clamp(x, -40.0, 40.0);
  const Tensor square = tw::square(z);
  const Tensor linear = number(kSlope, z);
  const Tensor v = tw::mul(z, tw::add(linear, tw::mul(square, number(kCubic, z))));
  const Tensor change = tw::add(linear, tw::mul(square, number(3.0 * kCubic, z)));
  const Tensor s = tw::sigmoid(v);
  const Tensor below = tw::sigmoid(tw::neg(v));
  return tw::add(s, tw::mul(tw::mul(tw::mul(z, s), below), change));
}

// Where no graph is wanted, of f32.
Tensor kernel(const Tensor& gradient, const Tensor& from) {
  const Tensor g = tw::contiguous(gradient);
  const Tensor x = tw::contiguous(from);
  Tensor to_x = empty_tensor(x.sizes(), Dtype::f32);
  cpu::gelu_tanh_gradient(to_x.data_as<float>(), x.numel(), g.data_as<float>(),
                          x.data_as<float>());
  return to_x;
}

Tensor gelu_tanh(const Tensor& x) {
  const Tensor y = unrecorded([&] { return tw::gelu_tanh(x); });
  return recorded("gelu_tanh", y, {x}, {x}, [](const Step& step) {
    const Tensor from = step.saved(0);
    if (!recording && from.dtype() == Dtype::f32)
      return std::vector<Tensor>{kernel(step.gradient(), from)};
    const Tensor gradient = tw::mul(wide(step.gradient()), slope(wide(from)));
    return std::vector<Tensor>{tw::cast(gradient, step.gradient().dtype())};
  });
}

}  // namespace

void register_gelu_tanh(Library& library) {
  library.record("gelu_tanh", &gelu_tanh);
}

}  // namespace tw::gradients
