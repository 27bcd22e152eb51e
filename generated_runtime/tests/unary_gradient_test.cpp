#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;
using Op = Tensor (*)(const Tensor& x);

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

// The first or a higher derivative of each element, in the dtype of x.
Tensor derivative(Op op, const Tensor& x, int order = 1) {
  Tensor y = op(x);
  for (int i = 0; i < order; ++i) {
    const std::vector<Tensor> ys = {y};
    const std::vector<Tensor> xs = {x};
    const std::vector<Tensor> ones = {tw::full(x.sizes(), 1.0, x.dtype())};
    y = tw::gradients(ys, xs, ones, {.create_graph = true})[0];
  }
  return y;
}

struct Case {
  std::string name;
  Op op;
  std::function<double(double)> slope;
  bool positive = false;
};

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

std::vector<Case> cases() {
  return {
      {"neg", &tw::neg, [](double) { return -1.0; }},
      {"abs", &tw::abs, [](double x) { return x < 0 ? -1.0 : 1.0; }},
      {"square", &tw::square, [](double x) { return 2 * x; }},
      {"relu", &tw::relu, [](double x) { return x < 0 ? 0.0 : 1.0; }},
      {"sqrt", &tw::sqrt, [](double x) { return 0.5 / std::sqrt(x); }, true},
      {"rsqrt", &tw::rsqrt, [](double x) { return -0.5 * std::pow(x, -1.5); }, true},
      {"exp", &tw::exp, [](double x) { return std::exp(x); }},
      {"expm1", &tw::expm1, [](double x) { return std::exp(x); }},
      {"log", &tw::log, [](double x) { return 1 / x; }, true},
      {"log1p", &tw::log1p, [](double x) { return 1 / (1 + x); }, true},
      {"sin", &tw::sin, [](double x) { return std::cos(x); }},
      {"cos", &tw::cos, [](double x) { return -std::sin(x); }},
      {"tanh", &tw::tanh, [](double x) { return 1 / std::pow(std::cosh(x), 2); }},
      {"sigmoid", &tw::sigmoid, [](double x) { return sigmoid(x) * sigmoid(-x); }},
      {"gelu", &tw::gelu,
       [](double x) {
         return 0.5 * std::erfc(-x / std::sqrt(2.0)) +
                x * std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0));
       }},
      {"silu", &tw::silu,
       [](double x) { return sigmoid(x) + x * sigmoid(x) * sigmoid(-x); }},
  };
}

Numbers points(bool positive) {
  if (positive) return {0.0625, 0.5, 1.25, 3};
  return {-3, -1.25, -0.5, 0.0625, 0.5, 2.5};
}

}  // namespace

TEST(UnaryGradientTest, EachFunctionHasItsDerivative) {
  for (const Case& c : cases()) {
    const Numbers at = points(c.positive);
    for (const auto& [dtype, error] :
         {std::pair{Dtype::f64, 1e-13}, {Dtype::f32, 1e-6}, {Dtype::f16, 4e-3},
          {Dtype::bf16, 3e-2}}) {
      const Tensor slope = derivative(c.op, leaf(at, dtype));
      ASSERT_EQ(slope.dtype(), dtype);
      const Numbers got = values(slope);
      for (std::size_t i = 0; i < at.size(); ++i) {
        const double exact = c.slope(at[i]);
        // Of tanh near 1 the rounded result knows little more than its distance from 1.
        EXPECT_NEAR(got[i], exact, error * std::max(1.0, std::fabs(exact))) << c.name << at[i];
      }
    }
  }
}

TEST(UnaryGradientTest, TheSecondDerivativesAndTheThirdFollow) {
  for (const Case& c : cases()) {
    if (c.name == "neg" || c.name == "relu" || c.name == "abs") continue;
    const Numbers at = points(c.positive);
    const double h = 1e-5;
    Numbers above = at;
    Numbers below = at;
    for (double& x : above) x += h;
    for (double& x : below) x -= h;
    const Numbers second = values(derivative(c.op, leaf(at), 2));
    for (std::size_t i = 0; i < at.size(); ++i) {
      const double exact = (c.slope(above[i]) - c.slope(below[i])) / (2 * h);
      EXPECT_NEAR(second[i], exact, 1e-6 * std::max(1.0, std::fabs(exact))) << c.name << at[i];
    }
    if (c.name == "square") continue;  // Its second derivative is a constant.
    const Numbers third = values(derivative(c.op, leaf(at), 3));
    const Numbers high = values(derivative(c.op, leaf(above), 2));
    const Numbers low = values(derivative(c.op, leaf(below), 2));
    for (std::size_t i = 0; i < at.size(); ++i) {
      const double exact = (high[i] - low[i]) / (2 * h);
      EXPECT_NEAR(third[i], exact, 1e-5 * std::max(1.0, std::fabs(exact))) << c.name << at[i];
    }
  }
}

TEST(UnaryGradientTest, KinksAndInfinities) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(values(derivative(&tw::abs, leaf({-2, 0, -0.0, 3}))), (Numbers{-1, 0, 0, 1}));
  EXPECT_EQ(values(derivative(&tw::relu, leaf({-2, 0, -0.0, 3}))), (Numbers{0, 0, 0, 1}));
  for (const Dtype dtype : {Dtype::f64, Dtype::f32, Dtype::f16}) {
    const Tensor x = leaf({-inf, -60000, 60000, inf}, dtype);
    EXPECT_EQ(values(derivative(&tw::gelu, x)), (Numbers{0, 0, 1, 1}));
    EXPECT_EQ(values(derivative(&tw::silu, x)), (Numbers{0, 0, 1, 1}));
  }
  EXPECT_EQ(values(derivative(&tw::expm1, leaf({-50})))[0], std::exp(-50.0));
}

TEST(UnaryGradientTest, ViewsAndEmptyTensorsAreTaken) {
  const Tensor x = leaf({1, 2, 3, 4, 5, 6});
  const Tensor turned = tw::transpose(tw::reshape(x, {2, 3}), 0, 1);
  tw::backward(tw::gelu(turned), tw::full({3, 2}, 1.0, Dtype::f64));
  EXPECT_EQ(values(tw::grad(x)), values(derivative(&tw::gelu, x)));
  EXPECT_EQ(derivative(&tw::gelu, leaf({})).numel(), 0);
}

TEST(UnaryGradientTest, SignAndComparisonsRequireNone) {
  const Tensor x = leaf({-1, 2});
  EXPECT_TRUE(tw::requires_grad(tw::exp(x)));
  for (const Tensor& y : {tw::sign(x), tw::eq(x, x), tw::lt(x, x), tw::logical_not(x),
                          tw::argmax(x), tw::any(x)})
    EXPECT_FALSE(tw::requires_grad(y));
}
