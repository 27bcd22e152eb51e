#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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

Numbers gradient_of(const Function& f, const Tensor& from) {
  const Tensor x = leaf(from);
  tw::backward(tw::sum(f({x})));
  EXPECT_EQ(tw::grad(x).dtype(), from.dtype());
  return values(tw::grad(x));
}

}  // namespace

TEST(ReductionGradientTest, AgreeWithDifferences) {
  const auto reductions = [](const std::optional<IntSpan>& dims, bool keepdim) {
    return std::vector<Function>{
        [=](const Tensors& xs) { return tw::sum(tw::mul(xs[0], xs[0]), dims, keepdim); },
        [=](const Tensors& xs) { return tw::mean(tw::mul(xs[0], xs[0]), dims, keepdim); },
        [=](const Tensors& xs) { return tw::amax(tw::mul(xs[0], xs[0]), dims, keepdim); },
        [=](const Tensors& xs) { return tw::amin(tw::mul(xs[0], xs[0]), dims, keepdim); }};
  };
  const std::vector<std::int64_t> ends = {0, -1};
  const std::vector<std::int64_t> middle = {1};
  const std::vector<std::int64_t> none;
  const Tensor x = waves({2, 3, 4}, 0.1);
  for (const bool keepdim : {false, true}) {
    for (const auto& dims : {std::optional<IntSpan>(), std::optional<IntSpan>(ends),
                             std::optional<IntSpan>(middle), std::optional<IntSpan>(none)})
      for (const Function& f : reductions(dims, keepdim)) expect_derivatives(f, {x});
    for (const auto& dims : {std::optional<IntSpan>(), std::optional<IntSpan>(ends),
                             std::optional<IntSpan>(middle)}) {
      for (const std::int64_t correction : {0, 1, -2}) {
        expect_derivatives(
            [&](const Tensors& xs) { return tw::var(xs[0], dims, keepdim, correction); }, {x});
      }
    }
  }
}

TEST(ReductionGradientTest, EqualExtremesShare) {
  const std::vector<std::int64_t> last = {1};
  const IntSpan dims = last;
  const Tensor x = tensor({2, 4}, {3, 1, 3, 1, 0, -1, 2, -1});
  EXPECT_EQ(gradient_of([&](const Tensors& xs) { return tw::amax(xs[0], dims); }, x),
            (Numbers{0.5, 0, 0.5, 0, 0, 0, 1, 0}));
  EXPECT_EQ(gradient_of([&](const Tensors& xs) { return tw::amin(xs[0], dims); }, x),
            (Numbers{0, 0.5, 0, 0.5, 0, 0.5, 0, 0.5}));
  const Tensor view = tw::transpose(tw::cast(x, Dtype::bf16), 0, 1);
  EXPECT_EQ(gradient_of([](const Tensors& xs) { return tw::amax(xs[0]); }, view),
            (Numbers{0.5, 0, 0, 0, 0.5, 0, 0, 0}));
}

TEST(ReductionGradientTest, CountsMayBeTooLargeForTheDtype) {
  const Tensor ones = tw::full({100000}, 1.0, Dtype::f16);
  const double share = values(tw::cast(tw::full({}, 1e-5, Dtype::f64), Dtype::f16))[0];
  EXPECT_EQ(gradient_of([](const Tensors& xs) { return tw::mean(xs[0]); }, ones),
            Numbers(100000, share));
  EXPECT_EQ(gradient_of([](const Tensors& xs) { return tw::amax(xs[0]); }, ones),
            Numbers(100000, share));
}

TEST(ReductionGradientTest, VarianceFarFromZero) {
  const Tensor x = tw::cast(tensor({4}, {1000, 1000, 1000, 1001}), Dtype::f32);
  EXPECT_EQ(gradient_of([](const Tensors& xs) { return tw::var(xs[0], {}, false, 2); }, x),
            (Numbers{-0.25, -0.25, -0.25, 0.75}));
  for (const double g : gradient_of(
           [](const Tensors& xs) { return tw::var(xs[0], {}, false, 4); }, x))
    EXPECT_TRUE(std::isnan(g));
}

TEST(ReductionGradientTest, WithoutElements) {
  const std::vector<std::int64_t> last = {1};
  const IntSpan dims = last;
  const Tensor x = tw::empty_tensor({2, 0}, Dtype::f32);
  EXPECT_EQ(gradient_of([&](const Tensors& xs) { return tw::sum(xs[0], dims); }, x), Numbers());
  EXPECT_EQ(gradient_of([&](const Tensors& xs) { return tw::mean(xs[0], dims); }, x), Numbers());
  EXPECT_EQ(gradient_of([&](const Tensors& xs) { return tw::var(xs[0], dims); }, x), Numbers());
}
