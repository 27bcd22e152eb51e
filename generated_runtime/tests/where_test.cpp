#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/ops.h"
#include "tw/parallel.h"

namespace {

using List = std::vector<std::int64_t>;
using Doubles = std::vector<double>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

tw::Tensor numbers(tw::Dtype dtype, tw::IntSpan sizes, const Doubles& values) {
  const tw::Tensor x = tw::empty_tensor(sizes, tw::Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = values.at(static_cast<std::size_t>(i) % values.size());
  return tw::cast(x, dtype);
}

tw::Tensor flags(tw::IntSpan sizes, const Doubles& values) {
  return numbers(tw::Dtype::boolean, sizes, values);
}

Doubles numbers_of(const tw::Tensor& x) {
  const tw::Tensor wide = tw::cast(x, tw::Dtype::f64);
  return Doubles(wide.data_as<double>(), wide.data_as<double>() + wide.numel());
}

template <class Call>
std::string message_of(Call call) {
  try {
    (void)call();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

void expect_where(const tw::Tensor& condition, const tw::Tensor& a, const tw::Tensor& b,
                  const List& sizes) {
  const tw::Tensor result = tw::where(condition, a, b);
  EXPECT_EQ(result.dtype(), tw::promote(a.dtype(), b.dtype()));
  EXPECT_EQ(List(result.sizes().begin(), result.sizes().end()), sizes);
  EXPECT_TRUE(result.is_contiguous());
  const Doubles c = numbers_of(tw::expand(condition, sizes));
  const Doubles x = numbers_of(tw::expand(a, sizes));
  const Doubles y = numbers_of(tw::expand(b, sizes));
  Doubles expected;
  for (std::size_t i = 0; i < c.size(); ++i) expected.push_back(c[i] != 0 ? x[i] : y[i]);
  EXPECT_EQ(numbers_of(result), expected)
      << tw::name_of(a.dtype()) << " and " << tw::name_of(b.dtype());
}

}  // namespace

TEST(WhereTest, ChoosesBetweenEveryPairOfDtypes) {
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    for (int j = 0; j < tw::kDtypeCount; ++j) {
      const auto a = static_cast<tw::Dtype>(i);
      const auto b = static_cast<tw::Dtype>(j);
      const Doubles left = {0, 1, 2, 3, 4};
      const Doubles right = {5, 1, 0, 7};
      expect_where(flags({2, 300}, {0, 1, 1}), numbers(a, {2, 300}, left),
                   numbers(b, {2, 300}, right), {2, 300});
      expect_where(flags({4, 1}, {1, 0, 0, 1}), numbers(a, {3}, left), numbers(b, {4, 3}, right),
                   {4, 3});
      expect_where(flags({2, 1, 1}, {1, 0}), numbers(a, {}, {3}), numbers(b, {5}, right),
                   {2, 1, 5});
      expect_where(tw::transpose(flags({3, 2}, {1, 0, 0, 1, 1}), 0, 1),
                   tw::transpose(numbers(a, {3, 2}, left), 0, 1),
                   tw::slice(numbers(b, {2, 6}, right), 1, 1, std::nullopt, 2), {2, 3});
      expect_where(flags({}, {1}), numbers(a, {}, {1}), numbers(b, {}, {0}), {});
      expect_where(flags({3}, {1}), numbers(a, {0, 1}, left), numbers(b, {1}, right), {0, 3});
    }
  }
}

TEST(WhereTest, KeepsSpecialValues) {
  const Doubles got = numbers_of(tw::where(flags({4}, {1, 0, 1, 0}),
                                           numbers(tw::Dtype::f32, {4}, {kNan, kNan, -0.0, 1}),
                                           numbers(tw::Dtype::f32, {4}, {1, kInf, kNan, kNan})));
  EXPECT_TRUE(std::isnan(got.at(0)));
  EXPECT_EQ(got.at(1), kInf);
  EXPECT_TRUE(got.at(2) == 0 && std::signbit(got.at(2)));
  EXPECT_TRUE(std::isnan(got.at(3)));
}

TEST(WhereTest, RefusesOtherConditionsFirstAndThenSizes) {
  const tw::Tensor x = numbers(tw::Dtype::f32, {2}, {1});
  const tw::Tensor y = numbers(tw::Dtype::f32, {3}, {1});
  EXPECT_EQ(message_of([&] { return tw::where(x, x, y); }),
            "[where] condition must be bool, got f32");
  EXPECT_EQ(message_of([&] { return tw::where(numbers(tw::Dtype::u8, {2}, {1}), x, x); }),
            "[where] condition must be bool, got u8");
  EXPECT_EQ(message_of([&] { return tw::where(flags({2}, {1}), x, y); }),
            "[where] sizes [2] and [3] do not broadcast");
  EXPECT_EQ(message_of([&] { return tw::where(flags({3}, {1}), x, x); }),
            "[where] sizes [3] and [2] do not broadcast");
  EXPECT_EQ(message_of([&] { return tw::where(flags({2}, {1}), tw::Tensor(), x); }),
            "[where] the tensor is undefined");
}

TEST(WhereTest, ClampKeepsFloatsBetweenBounds) {
  for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32, tw::Dtype::f64}) {
    const tw::Tensor x = numbers(dtype, {6}, {-2, 0.5, 3, -kInf, kInf, 2});
    EXPECT_EQ(tw::clamp(x, 0, 1).dtype(), dtype);
    EXPECT_EQ(numbers_of(tw::clamp(x, -1.0, 2.0)), (Doubles{-1, 0.5, 2, -1, 2, 2}));
    EXPECT_EQ(numbers_of(tw::clamp(x, -1.0)), (Doubles{-1, 0.5, 3, -1, kInf, 2}));
    EXPECT_EQ(numbers_of(tw::clamp(x, std::nullopt, 0.25)),
              (Doubles{-2, 0.25, 0.25, -kInf, 0.25, 0.25}));
    EXPECT_EQ(numbers_of(tw::clamp(x, 2.0, 1.0)), (Doubles{1, 1, 1, 1, 1, 1}));
    EXPECT_EQ(numbers_of(tw::clamp(x, 1.0 / 3)).at(0),
              numbers_of(tw::full({}, 1.0 / 3, dtype)).at(0));
    const Doubles nans = numbers_of(tw::clamp(numbers(dtype, {3}, {kNan}), -1.0, 1.0));
    for (const double got : nans) EXPECT_TRUE(std::isnan(got));
    EXPECT_TRUE(std::isnan(numbers_of(tw::clamp(x, kNan)).at(1)));
  }
}

TEST(WhereTest, ClampRoundsBoundsOfIntegersToTheInside) {
  for (const tw::Dtype dtype : {tw::Dtype::u8, tw::Dtype::i8, tw::Dtype::i16, tw::Dtype::i32,
                                tw::Dtype::i64}) {
    const tw::Tensor x = numbers(dtype, {5}, {0, 1, 2, 3, 9});
    EXPECT_EQ(tw::clamp(x, 0, 1).dtype(), dtype);
    EXPECT_EQ(numbers_of(tw::clamp(x, std::nullopt, 2.5)), (Doubles{0, 1, 2, 2, 2}));
    EXPECT_EQ(numbers_of(tw::clamp(x, 1.5)), (Doubles{2, 2, 2, 3, 9}));
    EXPECT_EQ(numbers_of(tw::clamp(x, 2.25, 2.75)), (Doubles{2, 2, 2, 2, 2}));
    EXPECT_EQ(numbers_of(tw::clamp(x, -1e30, 1e30)), (Doubles{0, 1, 2, 3, 9}));
    EXPECT_EQ(numbers_of(tw::clamp(x, -kInf, kInf)), (Doubles{0, 1, 2, 3, 9}));
    EXPECT_EQ(message_of([&] { return tw::clamp(x, kNan, 1.0); }).rfind("[clamp] ", 0), 0U);
  }
  EXPECT_EQ(numbers_of(tw::clamp(numbers(tw::Dtype::i32, {3}, {-5, -1, 4}), -1.5, -0.5)),
            (Doubles{-1, -1, -1}));
  EXPECT_EQ(numbers_of(tw::clamp(numbers(tw::Dtype::i8, {3}, {-128, 0, 127}), 200.0)),
            (Doubles{127, 127, 127}));
}

TEST(WhereTest, ClampTakesAnyStrides) {
  const tw::Tensor x = numbers(tw::Dtype::i16, {2, 3}, {-3, 4, 0, 9, -7, 2});
  EXPECT_EQ(numbers_of(tw::clamp(tw::transpose(x, 0, 1), -1.0, 3.0)),
            (Doubles{-1, 3, 3, -1, 0, 2}));
  EXPECT_EQ(numbers_of(tw::clamp(tw::expand(numbers(tw::Dtype::f32, {1}, {7}), {3}), 0.0, 2.0)),
            (Doubles{2, 2, 2}));
  EXPECT_EQ(numbers_of(tw::clamp(numbers(tw::Dtype::f16, {}, {7}), 0.0, 2.0)), Doubles{2});
  EXPECT_EQ(tw::clamp(numbers(tw::Dtype::f64, {0, 4}, {7}), 0.0, 2.0).numel(), 0);
  EXPECT_EQ(numbers_of(x), (Doubles{-3, 4, 0, 9, -7, 2}));
}

TEST(WhereTest, ClampRefusesBoolsAndNoBound) {
  EXPECT_EQ(message_of([] { return tw::clamp(numbers(tw::Dtype::f32, {2}, {1})); }),
            "[clamp] needs a bound");
  EXPECT_EQ(message_of([] { return tw::clamp(flags({2}, {1}), 0.0, 1.0); }),
            "[clamp] dtype bool is not supported");
  EXPECT_EQ(message_of([] { return tw::clamp(flags({2}, {1})); }),
            "[clamp] dtype bool is not supported");
  EXPECT_EQ(message_of([] { return tw::clamp(tw::Tensor(), 0.0, 1.0); }),
            "[clamp] the tensor is undefined");
}

TEST(WhereTest, IsCalledByName) {
  const tw::Tensor x = numbers(tw::Dtype::f32, {3}, {1, 2, 3});
  const tw::Tensor y = numbers(tw::Dtype::f32, {3}, {4, 5, 6});
  const tw::Tensor chosen =
      std::get<tw::Tensor>(tw::call("where", {flags({3}, {1, 0, 1}), x, y}).at(0));
  EXPECT_EQ(numbers_of(chosen), (Doubles{1, 5, 3}));
  const tw::Tensor clamped = std::get<tw::Tensor>(tw::call("clamp", {x, tw::None(), 2.0}).at(0));
  EXPECT_EQ(numbers_of(clamped), (Doubles{1, 2, 2}));
}

// In one thread and in three, with each argument whole, a row, a column and one element.
TEST(WhereTest, LargeTensorsOfEveryLayout) {
  const List sizes = {803, 701};
  const auto shapes = std::vector<List>{{803, 701}, {701}, {803, 1}, {}};
  const int before = tw::threads();
  for (const int count : {1, 3}) {
    tw::set_threads(count);
    for (const List& shape : shapes) {
      const tw::Tensor x = numbers(tw::Dtype::f32, sizes, {1, -2, 3, 4.5, kInf});
      const tw::Tensor y = numbers(tw::Dtype::f32, shape, {-1, 5, 0, 7});
      const tw::Tensor c = flags(sizes, {1, 0, 0});
      expect_where(c, x, y, sizes);
      expect_where(c, y, x, sizes);
      expect_where(flags(shape, {1, 0, 0}), x, tw::neg(x), sizes);
      expect_where(tw::transpose(flags({701, 803}, {1, 0, 0}), 0, 1), x, y, sizes);
    }
    const tw::Tensor x = numbers(tw::Dtype::f32, {700'001}, {1, -2, 3, 4.5, kInf});
    EXPECT_EQ(numbers_of(tw::clamp(x, 0, 4)),
              numbers_of(numbers(tw::Dtype::f32, {700'001}, {1, 0, 3, 4, 4})));
  }
  tw::set_threads(before);
}
