#include <algorithm>
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

// 1 where a column is the target of its row, else 0.
Tensor one_hot(const Tensor& target, std::int64_t classes, Dtype dtype) {
  const Tensor numbers = empty_tensor({classes}, Dtype::i64);
  for (std::int64_t i = 0; i < classes; ++i) numbers.data_as<std::int64_t>()[i] = i;
  return tw::cast(tw::eq(tw::unsqueeze(target, 1), numbers), dtype);
}

// Where no graph is wanted, of f32.
Tensor kernel(const Tensor& gradient, const Tensor& from, const Tensor& numbers) {
  const Tensor x = tw::contiguous(from);
  const Tensor target = tw::contiguous(numbers);
  const std::int64_t rows = x.sizes()[0];
  const double scale = double{*gradient.data_as<float>()} / static_cast<double>(rows);
  Tensor to_x = empty_tensor(x.sizes(), Dtype::f32);
  cpu::cross_entropy_gradient(to_x.data_as<float>(), rows, x.sizes()[1], x.data_as<float>(),
                              target.data_as<std::int64_t>(), scale);
  return to_x;
}

Tensor cross_entropy(const Tensor& x, const Tensor& target) {
  const Tensor y = unrecorded([&] { return tw::cross_entropy(x, target); });
  return recorded("cross_entropy", y, {x, target}, {x, target}, [](const Step& step) {
    const Tensor from = step.saved(0);
    if (!recording && from.dtype() == Dtype::f32 && from.numel() > 0)
      return std::vector<Tensor>{kernel(step.gradient(), from, step.saved(1)), Tensor()};
    // Halves as f32, so that the gradient is rounded once.
    const Dtype wide = from.dtype() == Dtype::f64 ? Dtype::f64 : Dtype::f32;
    const Tensor chances = tw::softmax(tw::cast(from, wide), 1);
    const Tensor off = tw::sub(chances, one_hot(step.saved(1), from.sizes()[1], wide));
    // Of no rows no gradient depends on the mean.
    const auto count = static_cast<double>(std::max<std::int64_t>(from.sizes()[0], 1));
    const Tensor rows = full({}, count, Dtype::f64);
    const Tensor scale = tw::cast(tw::div(step.gradient(), rows), wide);
    std::vector<Tensor> gradients(2);
    gradients[0] = tw::cast(tw::mul(off, scale), from.dtype());
    return gradients;
  });
}

}  // namespace

void register_cross_entropy(Library& library) {
  library.record("cross_entropy", &cross_entropy);
}

}  // namespace tw::gradients
