#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;

Tensor leaf(const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor({static_cast<std::int64_t>(numbers.size())}, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  const Tensor y = tw::cast(x, dtype);
  tw::set_requires_grad(y);
  return y;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(tw::cast(x, Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensor derivative(const Tensor& x, int order = 1) {
  Tensor y = tw::gelu_tanh(x);
  for (int i = 0; i < order; ++i) {
    const std::vector<Tensor> ys = {y};
    const std::vector<Tensor> xs = {x};
    const std::vector<Tensor> ones = {tw::full(x.sizes(), 1.0, x.dtype())};
    y = tw::gradients(ys, xs, ones, {.create_graph = true})[0];
  }
  return y;
}

double slope(double x) {
  const double root = std::sqrt(2 / std::acos(-1.0));
  const double t = std::tanh(root * (x + 0.044715 * x * x * x));
  return (1 + t) / 2 + x * (1 - t * t) / 2 * root * (1 + 3 * 0.044715 * x * x);
}

}  // namespace

TEST(GeluTanhTest, HasItsDerivative) {
  const Numbers at = {-6, -3, -1.25, -0.5, 0, 0.0625, 0.5, 2.5, 7};
  for (const auto& [dtype, error] : {std::pair{Dtype::f64, 1e-13}, {Dtype::f32, 1e-6},
                                     {Dtype::f16, 1e-3}, {Dtype::bf16, 8e-3}}) {
    const Tensor got = derivative(leaf(at, dtype));
    ASSERT_EQ(got.dtype(), dtype);
    const Numbers numbers = values(got);
    for (std::size_t i = 0; i < at.size(); ++i) EXPECT_NEAR(numbers[i], slope(at[i]), error) << at[i];
  }
}

TEST(GeluTanhTest, TheSecondDerivativeAndTheThirdFollow) {
  const Numbers at = {-3, -1.25, -0.5, 0.0625, 0.5, 2.5};
  constexpr double kStep = 1e-5;
  Numbers above = at;
  Numbers below = at;
  for (double& x : above) x += kStep;
  for (double& x : below) x -= kStep;
  const Numbers second = values(derivative(leaf(at), 2));
  const Numbers third = values(derivative(leaf(at), 3));
  const Numbers high = values(derivative(leaf(above), 2));
  const Numbers low = values(derivative(leaf(below), 2));
  for (std::size_t i = 0; i < at.size(); ++i) {
    EXPECT_NEAR(second[i], (slope(above[i]) - slope(below[i])) / (2 * kStep), 1e-7) << at[i];
    EXPECT_NEAR(third[i], (high[i] - low[i]) / (2 * kStep), 1e-6) << at[i];
  }
}

// Also of numbers whose cube overflows f16.
TEST(GeluTanhTest, TheDerivativeAtTheEnds) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const Dtype dtype : {Dtype::f64, Dtype::f32, Dtype::f16, Dtype::bf16}) {
    const Tensor x = leaf({-inf, -60000, -50, 50, 60000, inf}, dtype);
    EXPECT_EQ(values(derivative(x)), (Numbers{0, 0, 0, 1, 1, 1}));
    EXPECT_TRUE(std::isnan(values(derivative(leaf({std::nan("")}, dtype)))[0]));
  }
}

TEST(GeluTanhTest, ViewsAndEmptyTensorsAreTaken) {
  const Tensor x = leaf({1, 2, 3, 4, 5, 6});
  const Tensor turned = tw::transpose(tw::reshape(x, {2, 3}), 0, 1);
  tw::backward(tw::gelu_tanh(turned), tw::full({3, 2}, 1.0, Dtype::f64));
  EXPECT_EQ(values(tw::grad(x)), values(derivative(x)));
  EXPECT_EQ(derivative(leaf({})).numel(), 0);
}
