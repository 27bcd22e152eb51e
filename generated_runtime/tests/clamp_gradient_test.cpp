// What derivatives of ops in place promise beside the tests of in_place_gradient_test.cpp: above
// all which elements clamp_ and relu_ hold, and what is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
using InPlace = Tensor (*)(const Tensor& x, const Tensor& b);

Tensor tensor(tw::IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

Tensor leaf(tw::IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  Tensor x = tensor(sizes, numbers, dtype);
  tw::set_requires_grad(x);
  return x;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::cast(x, Dtype::f64);
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensor ones(const Tensor& x) {
  return tw::full(x.sizes(), 1.0, x.dtype());
}

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

// The gradient that x gets where `change` is done to a copy of it; what comes back are powers of 2.
template <class Change>
Numbers gradient_through(const Numbers& numbers, Dtype dtype, Change change) {
  const auto count = static_cast<std::int64_t>(numbers.size());
  const Tensor x = leaf({count}, numbers, dtype);
  const Tensor y = tw::clone(x);
  change(y);
  Numbers weights(1, 1.0);
  while (weights.size() < numbers.size()) weights.push_back(2 * weights.back());
  tw::backward(y, tensor({count}, weights, dtype));
  EXPECT_EQ(tw::grad(x).dtype(), dtype);
  return values(tw::grad(x));
}

}  // namespace

TEST(InPlaceGradientTest, ClampHandsOnWhatIsWithinItsBounds) {
  const double inf = std::numeric_limits<double>::infinity();
  const Numbers xs = {-inf, -2, -1, 0, 1, 2, inf, std::nan("")};
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    const auto through = [&](std::optional<double> low, std::optional<double> high) {
      return gradient_through(xs, dtype, [&](const Tensor& y) { tw::clamp_(y, low, high); });
    };
    EXPECT_EQ(through(-1.0, 1.0), (Numbers{0, 0, 4, 8, 16, 0, 0, 128}));
    EXPECT_EQ(through(-1.0, std::nullopt), (Numbers{0, 0, 4, 8, 16, 32, 64, 128}));
    EXPECT_EQ(through(std::nullopt, 1.0), (Numbers{1, 2, 4, 8, 16, 0, 0, 128}));
    EXPECT_EQ(through(0.0, 0.0), (Numbers{0, 0, 0, 8, 0, 0, 0, 128}));
    EXPECT_EQ(through(-5.0, 5.0), (Numbers{0, 2, 4, 8, 16, 32, 0, 128}));
    EXPECT_EQ(through(1.0, -1.0), (Numbers{0, 0, 0, 0, 0, 0, 0, 128}));  // All are held.
  }
}

TEST(InPlaceGradientTest, BoundsOfClampAreRoundedToTheDtypeOfX) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    for (const double bound : {0.1, 0.3, 0.7, -0.1, -0.7}) {
      const Numbers xs = {-1, bound, 1};
      EXPECT_EQ(gradient_through(xs, dtype, [&](const Tensor& y) { tw::clamp_(y, bound); }),
                (Numbers{0, 2, 4}));
      EXPECT_EQ(
          gradient_through(xs, dtype, [&](const Tensor& y) { tw::clamp_(y, {}, bound); }),
          (Numbers{1, 2, 0}));
    }
  }
}

TEST(InPlaceGradientTest, ReluHandsOnWhatIsAboveZero) {
  const double inf = std::numeric_limits<double>::infinity();
  const Numbers xs = {-inf, -1, -0.0, 0, 0x1p-14, 2, inf, std::nan("")};
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64})
    EXPECT_EQ(gradient_through(xs, dtype, [](const Tensor& y) { tw::relu_(y); }),
              (Numbers{0, 0, 0, 0, 16, 32, 64, 128}));
}

TEST(InPlaceGradientTest, ClampOfAViewHoldsBackWhatItShowsAlone) {
  const Tensor x = leaf({2, 3}, {-3, 0, 3, -3, 0, 3});
  const Tensor y = tw::clone(x);
  tw::clamp_(tw::select(y, 0, 1), -1.0, 1.0);
  tw::backward(tw::sum(tw::square(y)));
  EXPECT_EQ(values(y), (Numbers{-3, 0, 3, -1, 0, 1}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{-6, 0, 6, 0, 0, 0}));
}

TEST(InPlaceGradientTest, HeldElementsHaveNoSecondDerivative) {
  const Tensor x = leaf({5}, {-2, -1, 0.5, 1, 2});
  const auto cubes = [&](const std::function<void(const Tensor& y)>& change) {
    const Tensor y = tw::clone(x);
    change(y);
    const Tensor z = tw::sum(tw::mul(y, tw::square(y)));
    const Tensor first = tw::gradients(Tensors{z}, Tensors{x}, {}, {.create_graph = true})[0];
    return std::pair{values(first), values(tw::gradients(Tensors{tw::sum(first)}, Tensors{x})[0])};
  };
  using Pair = std::pair<Numbers, Numbers>;
  EXPECT_EQ(cubes([](const Tensor& y) { tw::clamp_(y, -1.0, 1.0); }),
            (Pair{{0, 3, 0.75, 3, 0}, {0, -6, 3, 6, 0}}));
  EXPECT_EQ(cubes([](const Tensor& y) { tw::clamp_(y, -1.0); }),
            (Pair{{0, 3, 0.75, 3, 12}, {0, -6, 3, 6, 12}}));
  EXPECT_EQ(cubes([](const Tensor& y) { tw::relu_(y); }),
            (Pair{{0, 0, 0.75, 3, 12}, {0, 0, 3, 6, 12}}));
}

TEST(InPlaceGradientTest, ArgumentsMayBeIntegers) {
  const Tensor b = tensor({2}, {2, 4}, Dtype::i64);
  for (const Dtype dtype : {Dtype::f16, Dtype::f32, Dtype::f64}) {
    const auto through = [&](InPlace op) {
      return gradient_through({3, 8}, dtype, [&](const Tensor& y) { op(y, b); });
    };
    EXPECT_EQ(through(&tw::add_), (Numbers{1, 2}));
    EXPECT_EQ(through(&tw::sub_), (Numbers{1, 2}));
    EXPECT_EQ(through(&tw::mul_), (Numbers{2, 8}));
    EXPECT_EQ(through(&tw::div_), (Numbers{0.5, 0.5}));
  }
}

TEST(InPlaceGradientTest, GradientsOfAnArgumentByHand) {
  const auto through = [](InPlace op) {
    const Tensor x = tensor({2, 2}, {2, 4, 8, 16});
    const Tensor b = leaf({2}, {2, 4});
    op(x, b);
    tw::backward(x, tensor({2, 2}, {1, 10, 100, 1000}));
    return values(tw::grad(b));
  };
  EXPECT_EQ(through(&tw::add_), (Numbers{101, 1010}));
  EXPECT_EQ(through(&tw::sub_), (Numbers{-101, -1010}));
  EXPECT_EQ(through(&tw::mul_), (Numbers{802, 16040}));
  EXPECT_EQ(through(&tw::div_), (Numbers{-200.5, -1002.5}));
  EXPECT_EQ(through(&tw::copy_), (Numbers{101, 1010}));
}

TEST(InPlaceGradientTest, NoSquareOfADivisorIsFormed) {
  for (const double sign : {1.0, -1.0}) {
    const Tensor x = leaf({1}, {0x1p-700});
    const Tensor b = leaf({1}, {sign * 0x1p-600});
    const Tensor y = tw::clone(x);
    tw::div_(y, b);
    tw::backward(y, ones(y));
    EXPECT_EQ(values(tw::grad(x)), (Numbers{sign * 0x1p600}));
    EXPECT_EQ(values(tw::grad(b)), (Numbers{-0x1p500}));
  }
}

TEST(InPlaceGradientTest, EveryOpRefusesLeavesAndViewsOfWhatIsNotRecorded) {
  const std::vector<std::pair<std::string, InPlace>> ops = {
      {"add_", &tw::add_}, {"sub_", &tw::sub_}, {"mul_", &tw::mul_},
      {"div_", &tw::div_}, {"copy_", &tw::copy_}};
  const Tensor x = leaf({2}, {1, 2});
  const Tensor b = leaf({}, {3});
  const Tensor plain = tensor({2}, {1, 2});
  const auto refused = [](const std::string& name) {
    return "[" + name +
           "] a leaf that requires its gradient cannot be changed in place; use NoGrad";
  };
  for (const auto& [name, op] : ops) {
    EXPECT_EQ(error_of([&, op = op] { op(x, b); }), refused(name));
    EXPECT_EQ(error_of([&, op = op] { op(tw::narrow(plain, 0, 0, 1), b); }),
              "[" + name +
                  "] a view of a tensor that requires no gradient cannot be recorded in place");
  }
  EXPECT_EQ(error_of([&] { tw::fill_(x, 1.0); }), refused("fill_"));
  EXPECT_EQ(error_of([&] { tw::relu_(x); }), refused("relu_"));
  EXPECT_EQ(error_of([&] { tw::clamp_(x, 0.0); }), refused("clamp_"));
  EXPECT_EQ(values(x), (Numbers{1, 2}));
  EXPECT_EQ(values(plain), (Numbers{1, 2}));
}

TEST(InPlaceGradientTest, OnlyWhatADerivativeNeedsMustStayAsItIs) {
  const Tensor one = tensor({}, {1});
  const Tensor from = leaf({2}, {3, 4});
  // The derivative for the argument needs what x was, and no argument.
  for (const InPlace op : {&tw::add_, &tw::sub_, &tw::mul_, &tw::copy_}) {
    tw::clear_grad(from);
    const Tensor x = tensor({2}, {5, 6});
    const Tensor b = tw::neg(from);
    op(x, b);
    tw::add_(b, one);
    tw::backward(x, ones(x));
    const double sign = op == static_cast<InPlace>(&tw::sub_) ? 1 : -1;
    EXPECT_EQ(values(tw::grad(from)), op == static_cast<InPlace>(&tw::mul_)
                                          ? (Numbers{-5, -6})
                                          : (Numbers{sign, sign}));
  }
  // That of a quotient needs both.
  const Tensor x = tensor({2}, {5, 6});
  const Tensor b = tw::neg(from);
  tw::div_(x, b);
  tw::add_(b, one);
  EXPECT_EQ(error_of([&] { tw::backward(x, ones(x)); }),
            "[backward] a tensor saved by div_ was changed in place");
}
