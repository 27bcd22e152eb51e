// Small networks that learn what is known exactly.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"
#include "tw/optim.h"

namespace {

tw::Tensor floats(tw::IntSpan sizes, const std::vector<float>& values) {
  const tw::Tensor x = tw::empty_tensor(sizes, tw::Dtype::f32);
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<float>()[i] = values[i];
  return x;
}

tw::Tensor parameter(tw::IntSpan sizes, double phase) {
  const tw::Tensor p = tw::empty_tensor(sizes, tw::Dtype::f32);
  for (std::int64_t i = 0; i < p.numel(); ++i)
    p.data_as<float>()[i] = static_cast<float>(std::sin(phase + 3.0 * static_cast<double>(i)));
  tw::set_requires_grad(p);
  return p;
}

TEST(Mlp, LearnsXor) {
  const tw::Tensor x = floats({4, 2}, {0, 0, 0, 1, 1, 0, 1, 1});
  const std::vector<std::int64_t> wanted = {0, 1, 1, 0};
  const tw::Tensor target = tw::empty_tensor({4}, tw::Dtype::i64);
  for (std::size_t i = 0; i < 4; ++i) target.data_as<std::int64_t>()[i] = wanted[i];

  const tw::Tensor w1 = parameter({8, 2}, 1);
  const tw::Tensor b1 = parameter({8}, 2);
  const tw::Tensor w2 = parameter({2, 8}, 3);
  const tw::Tensor b2 = parameter({2}, 4);
  const auto logits = [&] { return tw::linear(tw::tanh(tw::linear(x, w1, b1)), w2, b2); };
  tw::AdamW::Options options;
  options.learning_rate = 0.05;
  options.weight_decay = 0;
  tw::AdamW optimiser({w1, b1, w2, b2}, options);

  std::vector<float> losses;
  for (int step = 0; step < 300; ++step) {
    const tw::Tensor loss = tw::cross_entropy(logits(), target);
    optimiser.clear_grads();
    tw::backward(loss);
    optimiser.step();
    losses.push_back(*loss.data_as<float>());
  }
  EXPECT_GT(losses.front(), 0.3F);
  EXPECT_LT(losses.back(), 0.01F);

  const tw::Tensor found = tw::argmax(logits(), 1);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(found.data_as<std::int64_t>()[i], wanted[i]) << "row " << i;
}

// y = 2 a - 3 b + 1 holds at every point, so nothing else has the least squares.
TEST(Mlp, FindsThePlaneThroughItsPoints) {
  const tw::Tensor x = floats({4, 2}, {-1, -1, -1, 1, 1, -1, 1, 1});
  const tw::Tensor y = floats({4, 1}, {2, -4, 6, 0});
  const tw::Tensor w = parameter({1, 2}, 1);
  const tw::Tensor b = parameter({1}, 2);
  tw::Sgd::Options options;
  options.learning_rate = 0.25;
  tw::Sgd optimiser({w, b}, options);
  for (int step = 0; step < 60; ++step) {
    optimiser.clear_grads();
    tw::backward(tw::mean(tw::square(tw::sub(tw::linear(x, w, b), y))));
    optimiser.step();
  }
  EXPECT_NEAR(w.data_as<float>()[0], 2.0, 1e-5);
  EXPECT_NEAR(w.data_as<float>()[1], -3.0, 1e-5);
  EXPECT_NEAR(b.data_as<float>()[0], 1.0, 1e-5);
}

}  // namespace
