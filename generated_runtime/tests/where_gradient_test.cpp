#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

Tensor leaf(const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor({static_cast<std::int64_t>(numbers.size())}, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  const Tensor y = tw::cast(x, dtype);
  if (tw::is_float(dtype)) tw::set_requires_grad(y);
  return y;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(tw::cast(x, Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensors gradients(const Tensor& y, const Tensors& xs) {
  const Tensors ys = {y};
  const Tensors ones = {tw::full(y.sizes(), 1.0, y.dtype())};
  return tw::gradients(ys, xs, ones);
}

}  // namespace

TEST(WhereGradientTest, EachSideTakesWhatItGave) {
  const Tensor condition = leaf({1, 0, 1}, Dtype::boolean);
  const Tensor a = leaf({1, 2, 3, 4, 5, 6}, Dtype::f32);
  const Tensor b = leaf({7, 8, 9});
  const Tensor y = tw::where(condition, tw::reshape(a, {2, 3}), b);
  const Tensors found = gradients(y, {a, b});
  EXPECT_EQ(found[0].dtype(), Dtype::f32);
  EXPECT_EQ(values(found[0]), (Numbers{1, 0, 1, 1, 0, 1}));
  EXPECT_EQ(found[1].dtype(), Dtype::f64);
  EXPECT_EQ(values(found[1]), (Numbers{0, 2, 0}));
}

TEST(WhereGradientTest, AConditionIsStretchedOverBothSides) {
  const Tensor condition = leaf({1, 0, 1}, Dtype::boolean);
  const Tensor a = leaf({1});
  const Tensor b = leaf({2, 3, 4});
  const Tensors found = gradients(tw::where(tw::expand(condition, {2, 3}), a, b), {a, b});
  EXPECT_EQ(values(found[0]), (Numbers{4}));
  EXPECT_EQ(values(found[1]), (Numbers{0, 2, 0}));
}

TEST(WhereGradientTest, ClampHasOneOnItsBounds) {
  const Tensor x = leaf({-2, -1, 0, 1, 2});
  EXPECT_EQ(values(gradients(tw::clamp(x, -1.0, 1.0), {x})[0]), (Numbers{0, 1, 1, 1, 0}));
  EXPECT_EQ(values(gradients(tw::clamp(x, 0.0), {x})[0]), (Numbers{0, 0, 1, 1, 1}));
  EXPECT_EQ(values(gradients(tw::clamp(x, {}, 0.0), {x})[0]), (Numbers{1, 1, 1, 0, 0}));
  EXPECT_EQ(values(gradients(tw::clamp(x, 1.5, -1.5), {x})[0]), (Numbers{0, 0, 0, 0, 0}));
  for (const Dtype dtype : {Dtype::f32, Dtype::f16, Dtype::bf16}) {
    const Tensor at = leaf({-0.7, 0.1}, dtype);  // Rounded, as are the bounds.
    EXPECT_EQ(values(gradients(tw::clamp(at, -0.7, 0.1), {at})[0]), (Numbers{1, 1}));
  }
}

TEST(WhereGradientTest, EqualElementsShareAnExtreme) {
  const Tensor a = leaf({1, 2, 3});
  const Tensor b = leaf({2}, Dtype::f32);
  const Tensors larger = gradients(tw::maximum(a, b), {a, b});
  EXPECT_EQ(values(larger[0]), (Numbers{0, 0.5, 1}));
  EXPECT_EQ(values(larger[1]), (Numbers{1.5}));
  EXPECT_EQ(larger[1].dtype(), Dtype::f32);
  const Tensors smaller = gradients(tw::minimum(b, a), {a, b});
  EXPECT_EQ(values(smaller[0]), (Numbers{1, 0.5, 0}));
  EXPECT_EQ(values(smaller[1]), (Numbers{1.5}));
}

TEST(WhereGradientTest, ChoicesCanBeDifferentiatedAgain) {
  const Tensor x = leaf({-2, 3});
  const Tensors xs = {x};
  const Tensors ones = {tw::full({2}, 1.0, Dtype::f64)};
  const Tensor zero = tw::full({}, 0.0, Dtype::f64);
  const Tensor cube = tw::mul(tw::square(x), x);
  for (const Tensor& y : {tw::maximum(cube, zero), tw::clamp(cube, 0.0),
                          tw::where(tw::gt(x, zero), cube, zero), tw::relu(cube)}) {
    const Tensors ys = {y};
    const Tensors first = tw::gradients(ys, xs, ones, {.create_graph = true});
    EXPECT_EQ(values(first[0]), (Numbers{0, 27}));
    EXPECT_EQ(values(tw::gradients(first, xs, ones, {.retain_graph = true})[0]), (Numbers{0, 18}));
  }
}
