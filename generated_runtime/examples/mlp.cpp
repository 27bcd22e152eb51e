#include "mlp.h"

#include <cmath>
#include <cstdint>
#include <numbers>

#include "tw/autograd.h"
#include "tw/ops.h"
#include "tw/optim.h"

namespace tw::examples {

namespace {

constexpr int kClasses = 2;

double pinned(std::uint64_t i) {
  const std::uint64_t bits = (i * 2654435761U + 12345U) & 0xFFFFFFFFU;
  return static_cast<double>(bits) / 2147483648.0 - 1;
}

// Elements scale * pinned(first), scale * pinned(first + 1), and so on, to be trained.
Tensor parameter(IntSpan sizes, std::uint64_t first, double scale) {
  const Tensor p = empty_tensor(sizes, Dtype::f32);
  float* const elements = p.data_as<float>();
  for (std::int64_t i = 0; i < p.numel(); ++i)
    elements[i] = static_cast<float>(scale * pinned(first + static_cast<std::uint64_t>(i)));
  set_requires_grad(p);
  return p;
}

Tensor spirals() {
  const Tensor points = empty_tensor({kRows, 2}, Dtype::f32);
  float* const elements = points.data_as<float>();
  for (int row = 0; row < kRows; ++row) {
    const double t = 0.25 + 3.0 * (row / kClasses) / (kRows / 2);
    const double angle = 2 * t + std::numbers::pi * (row % kClasses);
    elements[2 * row] = static_cast<float>(t * std::cos(angle));
    elements[2 * row + 1] = static_cast<float>(t * std::sin(angle));
  }
  return points;
}

Tensor classes() {
  const Tensor target = empty_tensor({kRows}, Dtype::i64);
  for (int row = 0; row < kRows; ++row) target.data_as<std::int64_t>()[row] = row % kClasses;
  return target;
}

}  // namespace

MlpResult train_mlp(int steps, const std::function<void(int, double)>& on_step) {
  const Tensor points = spirals();
  const Tensor target = classes();
  const Tensor w1 = parameter({kHidden, 2}, 0, 2);
  const Tensor b1 = parameter({kHidden}, 2000, 1);
  const Tensor w2 = parameter({kClasses, kHidden}, 1000, 0.25);
  const Tensor b2 = parameter({kClasses}, 3000, 0.25);
  const auto logits = [&] { return linear(tanh(linear(points, w1, b1)), w2, b2); };

  AdamW::Options options;
  options.learning_rate = 0.02;
  options.weight_decay = 0;
  AdamW optimiser({w1, b1, w2, b2}, options);

  MlpResult result;
  for (int step = 0; step < steps; ++step) {
    const Tensor loss = cross_entropy(logits(), target);
    optimiser.clear_grads();
    backward(loss);
    optimiser.step();
    result.losses.push_back(static_cast<double>(*loss.data_as<float>()));
    if (on_step) on_step(step, result.losses.back());
  }

  const NoGrad guard;
  const Tensor right = sum(eq(argmax(logits(), 1), target));
  result.accuracy = static_cast<double>(*right.data_as<std::int64_t>()) / kRows;
  return result;
}

}  // namespace tw::examples
