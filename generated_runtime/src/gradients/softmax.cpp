#include <cstdint>
#include <vector>

#include "autograd/node.h"
#include "cpu/gradient_rows.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

// Halves as f32, so that what is computed from them is rounded once.
Tensor wide(const Tensor& x) {
  const bool half = x.dtype() == Dtype::f16 || x.dtype() == Dtype::bf16;
  return half ? tw::cast(x, Dtype::f32) : x;
}

// The dim keeps size 1; a 0-d tensor is one row of one element.
Tensor sum_along(const Tensor& x, std::int64_t dim) {
  if (x.rank() == 0) return x;
  return tw::sum(x, IntSpan({dim}), true);
}

// Where no graph is wanted, along the last dim of f32.
bool has_kernel(const Tensor& y, std::int64_t dim) {
  return !recording && y.dtype() == Dtype::f32 && y.numel() > 0 && y.rank() > 0 &&
         (dim == -1 || dim == y.rank() - 1);
}

Tensor kernel(const Tensor& gradient, const Tensor& y) {
  const Tensor g = tw::contiguous(gradient);
  const Tensor result = tw::contiguous(y);
  Tensor to_x = empty_tensor(y.sizes(), Dtype::f32);
  const std::int64_t count = y.sizes().back();
  cpu::softmax_gradient(to_x.data_as<float>(), y.numel() / count, count, g.data_as<float>(),
                        result.data_as<float>());
  return to_x;
}

Tensor softmax(const Tensor& x, std::int64_t dim) {
  const Tensor y = unrecorded([&] { return tw::softmax(x, dim); });
  return recorded("softmax", y, {x}, {y}, [dim](const Step& step) {
    if (const Tensor saved = step.saved(0); has_kernel(saved, dim))
      return std::vector<Tensor>{kernel(step.gradient(), saved)};
    const Tensor g = wide(step.gradient());
    const Tensor result = wide(step.saved(0));
    const Tensor gradient = tw::mul(result, tw::sub(g, sum_along(tw::mul(g, result), dim)));
    return std::vector<Tensor>{tw::cast(gradient, step.gradient().dtype())};
  });
}

// exp(y) is the softmax of x, taken from x since y is rounded.
Tensor log_softmax(const Tensor& x, std::int64_t dim) {
  const Tensor y = unrecorded([&] { return tw::log_softmax(x, dim); });
  return recorded("log_softmax", y, {x}, {x}, [dim](const Step& step) {
    const Tensor g = wide(step.gradient());
    const Tensor chances = tw::softmax(wide(step.saved(0)), dim);
    const Tensor gradient = tw::sub(g, tw::mul(chances, sum_along(g, dim)));
    return std::vector<Tensor>{tw::cast(gradient, step.gradient().dtype())};
  });
}

}  // namespace

void register_softmax(Library& library) {
  library.record("softmax", &softmax);
  library.record("log_softmax", &log_softmax);
}

}  // namespace tw::gradients
