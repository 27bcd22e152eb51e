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

TEST(ProductGradientTest, MatmulAgreesWithDifferences) {
  const Function f = [](const Tensors& xs) { return tw::matmul(xs[0], xs[1]); };
  expect_derivatives(f, {waves({3, 4}, 0.1), waves({4, 2}, 0.7)});
  expect_derivatives(f, {waves({4}, 0.1), waves({4, 2}, 0.7)});
  expect_derivatives(f, {waves({3, 4}, 0.1), waves({4}, 0.7)});
  expect_derivatives(f, {waves({4}, 0.1), waves({4}, 0.7)});
  expect_derivatives(f, {waves({2, 1, 3, 2}, 0.1), waves({2, 2, 2}, 0.7)});
  expect_derivatives(f, {waves({1, 3, 2}, 0.1), waves({2, 1}, 0.7)});
  expect_derivatives(f, {waves({2}, 0.1), waves({3, 2, 2}, 0.7)});
  expect_derivatives(f, {waves({3, 2, 2}, 0.1), waves({2}, 0.7)});
}

TEST(ProductGradientTest, MatmulReadsStridedArguments) {
  const Function f = [](const Tensors& xs) {
    return tw::matmul(tw::transpose(xs[0], 0, 1), tw::transpose(xs[1], 0, 1));
  };
  expect_derivatives(f, {waves({4, 3}, 0.1), waves({2, 4}, 0.7)});
}

TEST(ProductGradientTest, LinearAgreesWithDifferences) {
  const Function f = [](const Tensors& xs) { return tw::linear(xs[0], xs[1], xs[2]); };
  const Function plain = [](const Tensors& xs) { return tw::linear(xs[0], xs[1]); };
  const Tensor weight = waves({2, 4}, 0.7);
  // The bias has a second derivative of no kind, so that it is compared once.
  for (const Tensor& x : {waves({4}, 0.1), waves({3, 4}, 0.1), waves({2, 3, 4}, 0.1)}) {
    expect_differences(f, {x, weight, waves({2}, 1.1)});
    expect_derivatives(plain, {x, weight});
  }
  expect_differences(f, {waves({3, 4}, 0.1), waves({1, 4}, 0.7), waves({1}, 1.1)});
}

TEST(ProductGradientTest, OnlyWhatIsWanted) {
  const Tensor a = tensor({2, 2}, {1, 2, 3, 4});
  const Tensor b = tensor({2, 2}, {5, 6, 7, 8});
  const Tensor x = leaf(a);
  tw::backward(tw::sum(tw::matmul(x, b)));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{11, 15, 11, 15}));
  tw::clear_grad(x);
  tw::backward(tw::sum(tw::linear(b, x)));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{12, 14, 12, 14}));

  const Tensor bias = leaf(tw::cast(tensor({2}, {1, 2}), Dtype::bf16));
  tw::backward(tw::sum(
      tw::linear(tw::cast(a, Dtype::bf16), tw::cast(b, Dtype::bf16), bias)));
  EXPECT_EQ(values(tw::grad(bias)), (Numbers{2, 2}));
  EXPECT_EQ(tw::grad(bias).dtype(), Dtype::bf16);
}

TEST(ProductGradientTest, WithoutElements) {
  const Tensor a = leaf(tw::empty_tensor({0, 3}, Dtype::f64));
  const Tensor b = leaf(waves({3, 2}, 0.1));
  tw::backward(tw::sum(tw::matmul(a, b)));
  EXPECT_EQ(values(tw::grad(a)), Numbers());
  EXPECT_EQ(values(tw::grad(b)), Numbers(6, 0.0));

  const Tensor x = leaf(tw::empty_tensor({3, 0}, Dtype::f64));
  const Tensor weight = leaf(tw::empty_tensor({2, 0}, Dtype::f64));
  const Tensor bias = leaf(waves({2}, 0.1));
  tw::backward(tw::sum(tw::linear(x, weight, bias)));
  EXPECT_EQ(values(tw::grad(x)), Numbers());
  EXPECT_EQ(values(tw::grad(weight)), Numbers());
  EXPECT_EQ(values(tw::grad(bias)), (Numbers{3, 3}));
}
