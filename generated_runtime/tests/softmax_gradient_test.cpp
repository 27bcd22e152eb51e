#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
using Function = std::function<Tensor(const Tensors& xs)>;

Tensor tensor(IntSpan sizes, const Numbers& numbers) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::size_t i = 0; i < numbers.size(); ++i) x.data_as<double>()[i] = numbers[i];
  return x;
}

// Different numbers between -1 and 1.
Tensor waves(IntSpan sizes, double phase) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = std::sin(phase + 1.7 * static_cast<double>(i));
  return x;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(tw::cast(x, Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensor leaf(const Tensor& x) {
  const Tensor y = tw::clone(x);
  tw::set_requires_grad(y);
  return y;
}

Tensor total(const Tensor& y) {
  return tw::sum(tw::mul(y, waves(y.sizes(), 0.4)));
}

// The weighted sum of all gradients of f.
Function first(const Function& f) {
  return [f](const Tensors& given) {
    Tensors xs;
    for (const Tensor& x : given) xs.push_back(tw::requires_grad(x) ? x : leaf(x));
    const Tensors gradients =
        tw::gradients(Tensors{total(f(xs))}, xs, {}, {.create_graph = true});
    Tensor sum = tw::full({}, 0.0, Dtype::f64);
    for (const Tensor& gradient : gradients) sum = tw::add(sum, total(gradient));
    return sum;
  };
}

// Compares the gradients of f with differences.
void expect_differences(const Function& f, const Tensors& given) {
  Tensors xs;
  for (const Tensor& x : given) xs.push_back(leaf(x));
  const Tensors gradients = tw::gradients(Tensors{total(f(xs))}, xs);
  for (std::size_t i = 0; i < given.size(); ++i) {
    ASSERT_TRUE(gradients[i].defined()) << "argument " << i;
    const IntSpan sizes = given[i].sizes();
    ASSERT_EQ(Numbers(gradients[i].sizes().begin(), gradients[i].sizes().end()),
              Numbers(sizes.begin(), sizes.end()));
    const Numbers actual = values(gradients[i]);
    for (std::size_t k = 0; k < actual.size(); ++k) {
      const auto moved = [&](double step) {
        Tensors at = given;
        at[i] = tw::clone(given[i]);
        at[i].data_as<double>()[k] += step;
        return values(total(f(at)))[0];
      };
      const double h = 1e-5;
      EXPECT_NEAR(actual[k], (moved(h) - moved(-h)) / (2 * h), 1e-7)
          << "argument " << i << " element " << k;
    }
  }
}

// First and second derivatives.
void expect_derivatives(const Function& f, const Tensors& given) {
  expect_differences(f, given);
  expect_differences(first(f), given);
}

}  // namespace

namespace {

Tensor targets(const std::vector<std::int64_t>& numbers) {
  const Tensor x = tw::empty_tensor({static_cast<std::int64_t>(numbers.size())}, Dtype::i64);
  for (std::size_t i = 0; i < numbers.size(); ++i) x.data_as<std::int64_t>()[i] = numbers[i];
  return x;
}

}  // namespace

TEST(SoftmaxGradientTest, AgreeWithDifferences) {
  const Tensor x = waves({2, 3, 2}, 0.1);
  for (const std::int64_t dim : {0, 1, -1}) {
    expect_derivatives([=](const Tensors& xs) { return tw::softmax(xs[0], dim); }, {x});
    expect_derivatives([=](const Tensors& xs) { return tw::log_softmax(xs[0], dim); }, {x});
  }
  const Tensor target = targets({0, 2, 1, 2});
  expect_derivatives([=](const Tensors& xs) { return tw::cross_entropy(xs[0], target); },
                     {waves({4, 3}, 0.3)});
}

TEST(SoftmaxGradientTest, OfAScalarIsZero) {
  const Tensor x = leaf(tensor({}, {3}));
  tw::backward(tw::softmax(x, 0));
  EXPECT_EQ(values(tw::grad(x)), Numbers{0});
  tw::clear_grad(x);
  tw::backward(tw::log_softmax(x, -1));
  EXPECT_EQ(values(tw::grad(x)), Numbers{0});
}

TEST(SoftmaxGradientTest, LargeElements) {
  const Tensor x = leaf(tensor({1, 2}, {1000, -1000}));
  tw::backward(tw::cross_entropy(x, targets({1})));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{1, -1}));
  tw::clear_grad(x);
  tw::backward(tw::log_softmax(x, 1), tensor({1, 2}, {0, 1}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{-1, 1}));
}

TEST(SoftmaxGradientTest, HaveTheDtypeOfTheArgument) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32}) {
    const Tensor x = leaf(tw::full({2, 4}, 0.5, dtype));
    tw::backward(tw::cross_entropy(x, targets({0, 3})));
    EXPECT_EQ(tw::grad(x).dtype(), dtype);
    EXPECT_EQ(values(tw::grad(x)),
              (Numbers{-0.375, 0.125, 0.125, 0.125, 0.125, 0.125, 0.125, -0.375}));
    tw::clear_grad(x);
    const Tensor row = tw::narrow(x, 0, 1, 1);
    const Tensor cotangent = tw::cast(tensor({1, 4}, {1, 0, 0, 0}), dtype);
    tw::backward(tw::log_softmax(row, 1), cotangent);
    EXPECT_EQ(values(tw::grad(x)), (Numbers{0, 0, 0, 0, 0.75, -0.25, -0.25, -0.25}));
    tw::clear_grad(x);
    tw::backward(tw::softmax(tw::narrow(x, 0, 1, 1), 1), cotangent);
    EXPECT_EQ(values(tw::grad(x)), (Numbers{0, 0, 0, 0, 0.1875, -0.0625, -0.0625, -0.0625}));
  }
}

TEST(SoftmaxGradientTest, WithoutRows) {
  const Tensor x = leaf(tw::empty_tensor({0, 3}, Dtype::f64));
  tw::backward(tw::cross_entropy(x, targets({})));
  EXPECT_EQ(values(tw::grad(x)), Numbers());
}
