#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/error.h"
#include "tw/ops.h"

namespace {

using tw::IntSpan;
using Floats = std::vector<float>;
using List = std::vector<std::int64_t>;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

tw::Tensor tensor(IntSpan sizes, const Floats& values) {
  tw::Tensor x = tw::empty_tensor(sizes);
  EXPECT_EQ(x.numel(), static_cast<std::int64_t>(values.size()));
  std::copy(values.begin(), values.end(), x.data_as<float>());
  return x;
}

// Values without a pattern that strides could hide.
tw::Tensor scattered(IntSpan sizes) {
  tw::Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(i * 7919 % 1009 - 504);
  return x;
}

List sizes_of(const tw::Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

Floats values_of(const tw::Tensor& x) {
  EXPECT_TRUE(x.is_contiguous());
  return Floats(x.data_as<float>(), x.data_as<float>() + x.numel());
}

template <class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

// The values as doubles, exact for all that is asked of it here.
std::vector<double> doubles_of(const tw::Tensor& x) {
  const tw::Tensor y = tw::cast(x, tw::Dtype::f64);
  return std::vector<double>(y.data_as<double>(), y.data_as<double>() + y.numel());
}

using Doubles = std::vector<double>;

constexpr tw::Dtype kDtypes[] = {
    tw::Dtype::boolean, tw::Dtype::u8,  tw::Dtype::i8,   tw::Dtype::i16, tw::Dtype::i32,
    tw::Dtype::i64,     tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32, tw::Dtype::f64};
constexpr tw::Dtype kFloats[] = {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32, tw::Dtype::f64};

// All over these dims give what a contiguous copy gives.
void expect_as_contiguous(const tw::Tensor& x, IntSpan dims) {
  const tw::Tensor y = tw::clone(x);
  EXPECT_EQ(values_of(tw::sum(x, dims)), values_of(tw::sum(y, dims)));
  EXPECT_EQ(values_of(tw::mean(x, dims)), values_of(tw::mean(y, dims)));
  EXPECT_EQ(values_of(tw::amax(x, dims)), values_of(tw::amax(y, dims)));
  EXPECT_EQ(values_of(tw::amin(x, dims)), values_of(tw::amin(y, dims)));
  EXPECT_EQ(doubles_of(tw::any(x, dims)), doubles_of(tw::any(y, dims)));
  EXPECT_EQ(doubles_of(tw::all(x, dims)), doubles_of(tw::all(y, dims)));
  const Doubles of_x = doubles_of(tw::var(x, dims, false, 0));
  const Doubles of_y = doubles_of(tw::var(y, dims, false, 0));
  ASSERT_EQ(of_x.size(), of_y.size());
  for (std::size_t i = 0; i < of_x.size(); ++i) EXPECT_NEAR(of_x[i], of_y[i], 1e-6 * of_y[i]);
}

}  // namespace

TEST(ReductionTest, ReducesOverDims) {
  const tw::Tensor x = tensor({2, 3}, {1, -2, 3, 4, 5, -6});

  EXPECT_EQ(values_of(tw::sum(x)), (Floats{5}));
  EXPECT_EQ(values_of(tw::sum(x, IntSpan{0})), (Floats{5, 3, -3}));
  EXPECT_EQ(values_of(tw::sum(x, IntSpan{-1})), (Floats{2, 3}));
  EXPECT_EQ(values_of(tw::mean(x, IntSpan{0})), (Floats{2.5F, 1.5F, -1.5F}));
  EXPECT_EQ(values_of(tw::mean(x, IntSpan{1})), (Floats{2.0F / 3, 1}));
  EXPECT_EQ(values_of(tw::amax(x, IntSpan{0})), (Floats{4, 5, 3}));
  EXPECT_EQ(values_of(tw::amax(x)), (Floats{5}));
  EXPECT_EQ(values_of(tw::amin(x, IntSpan{1})), (Floats{-2, -6}));
  EXPECT_EQ(values_of(tw::amin(x)), (Floats{-6}));
}

TEST(ReductionTest, AnEmptyListReducesNothing) {
  const tw::Tensor x = tensor({2, 2}, {1, -2, 3, 4});
  const tw::Tensor y = tw::sum(x, IntSpan{});

  EXPECT_FALSE(y.shares_storage_with(x));
  EXPECT_EQ(sizes_of(y), (List{2, 2}));
  EXPECT_EQ(values_of(y), values_of(x));
  EXPECT_EQ(values_of(tw::mean(x, IntSpan{})), values_of(x));
  EXPECT_EQ(values_of(tw::amax(x, IntSpan{})), values_of(x));
  EXPECT_EQ(values_of(tw::amin(x, IntSpan{})), values_of(x));
}

TEST(ReductionTest, ReducedDimsGoAwayOrStay) {
  const tw::Tensor x = scattered({2, 3, 4});

  EXPECT_EQ(sizes_of(tw::sum(x)), (List{}));
  EXPECT_EQ(sizes_of(tw::mean(x, std::nullopt, true)), (List{1, 1, 1}));
  EXPECT_EQ(sizes_of(tw::amax(x, IntSpan{-1, 0})), (List{3}));
  EXPECT_EQ(sizes_of(tw::amin(x, IntSpan{-1, 0}, true)), (List{1, 3, 1}));
}

TEST(ReductionTest, TakesTensorsWithoutDims) {
  const tw::Tensor x = tensor({}, {3});

  EXPECT_EQ(values_of(tw::sum(x)), (Floats{3}));
  EXPECT_EQ(values_of(tw::amin(x, IntSpan{}, true)), (Floats{3}));
  EXPECT_THROW((void)tw::sum(x, IntSpan{0}), tw::Error);
}

TEST(ReductionTest, WrongDimsThrowBeforeDtypes) {
  const tw::Tensor x = tw::empty_tensor({0, 3}, tw::Dtype::i32);

  EXPECT_EQ(message_of([&] { (void)tw::sum(x, IntSpan{2}); }),
            "[sum] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)tw::mean(x, IntSpan{-3}); }),
            "[mean] dim -3 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)tw::amin(x, IntSpan{1, -1}); }), "[amin] dim 1 appears twice");
  EXPECT_EQ(message_of([&] { (void)tw::var(x, IntSpan{2}); }),
            "[var] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)tw::any(x, IntSpan{0, 0}); }), "[any] dim 0 appears twice");
  EXPECT_EQ(message_of([&] { (void)tw::mean(x); }), "[mean] dtype i32 is not supported");
  EXPECT_EQ(message_of([&] { (void)tw::var(x); }), "[var] dtype i32 is not supported");
  // Sums and extremes take every dtype.
  EXPECT_EQ(tw::sum(x).dtype(), tw::Dtype::i64);
  EXPECT_EQ(message_of([&] { (void)tw::amax(x); }), "[amax] no elements to reduce");
}

TEST(ReductionTest, LongSumsKeepTheirAccuracy) {
  constexpr std::int64_t kCount = 1'000'000;
  tw::Tensor x = tw::empty_tensor({kCount, 1});
  double total = 0;
  for (std::int64_t i = 0; i < kCount; ++i) {
    const float value = 0.1F + static_cast<float>(i * 7919 % 1009) * 1e-3F;
    x.data_as<float>()[i] = value;
    total += value;
  }

  EXPECT_NEAR(values_of(tw::sum(x))[0] / total, 1, 2e-7);
  EXPECT_NEAR(values_of(tw::mean(x))[0] / (total / kCount), 1, 2e-7);
  const tw::Tensor columns = tw::expand(x, {kCount, 2});
  EXPECT_NEAR(values_of(tw::sum(columns, IntSpan{0}))[1] / total, 1, 2e-7);
  EXPECT_EQ(values_of(tw::mean(tensor({2}, {3e38F, 3e38F})))[0], 3e38F);
}

TEST(ReductionTest, NoElements) {
  const tw::Tensor x = tw::empty_tensor({0, 3});

  EXPECT_EQ(values_of(tw::sum(x, IntSpan{0})), (Floats{0, 0, 0}));
  EXPECT_EQ(sizes_of(tw::sum(x, IntSpan{1}, true)), (List{0, 1}));
  const Floats means = values_of(tw::mean(x, IntSpan{0}));
  ASSERT_EQ(means.size(), 3U);
  for (const float mean : means) EXPECT_TRUE(std::isnan(mean));

  EXPECT_EQ(message_of([&] { (void)tw::amax(x); }), "[amax] no elements to reduce");
  EXPECT_EQ(message_of([&] { (void)tw::amin(x, IntSpan{0}); }), "[amin] no elements to reduce");
  EXPECT_EQ(sizes_of(tw::amax(x, IntSpan{1})), (List{0}));
  EXPECT_EQ(sizes_of(tw::amin(tw::empty_tensor({0, 0}), IntSpan{0})), (List{0}));
}

TEST(ReductionTest, ANanDecides) {
  for (const std::int64_t count : {1, 5, 100}) {
    for (std::int64_t at = 0; at < count; ++at) {
      const tw::Tensor x = scattered({count, 2});
      x.data_as<float>()[2 * at] = kNan;
      for (const tw::Tensor& y :
           {tw::sum(x, IntSpan{0}), tw::mean(x, IntSpan{0}), tw::amax(x, IntSpan{0}),
            tw::amin(x, IntSpan{0})}) {
        EXPECT_TRUE(std::isnan(values_of(y)[0]));
        EXPECT_FALSE(std::isnan(values_of(y)[1]));
      }
      const tw::Tensor row = tw::clone(tw::select(x, 1, 0));
      for (const tw::Tensor& y : {tw::sum(row), tw::mean(row), tw::amax(row), tw::amin(row)})
        EXPECT_TRUE(std::isnan(values_of(y)[0]));
    }
  }
}

TEST(ReductionTest, InfinitiesCount) {
  EXPECT_EQ(values_of(tw::amax(tensor({2}, {-kInf, -kInf}))), (Floats{-kInf}));
  EXPECT_EQ(values_of(tw::amin(tensor({2}, {kInf, kInf}))), (Floats{kInf}));
  EXPECT_EQ(values_of(tw::sum(tensor({2}, {kInf, 1}))), (Floats{kInf}));
  EXPECT_TRUE(std::isnan(values_of(tw::sum(tensor({2}, {kInf, -kInf})))[0]));
}

TEST(ReductionTest, MatchesPlainLoops) {
  const tw::Tensor x = scattered({3, 5, 70});
  const float* values = x.data_as<float>();
  Floats sums(5, 0);
  Floats largest(5, -kInf);
  Floats smallest(5, kInf);
  for (std::size_t i = 0; i < 3 * 5 * 70; ++i) {
    const std::size_t to = i / 70 % 5;
    sums[to] += values[i];  // Small integers: exact.
    largest[to] = std::fmax(largest[to], values[i]);
    smallest[to] = std::fmin(smallest[to], values[i]);
  }

  EXPECT_EQ(values_of(tw::sum(x, IntSpan{0, 2})), sums);
  EXPECT_EQ(values_of(tw::amax(x, IntSpan{2, 0})), largest);
  EXPECT_EQ(values_of(tw::amin(x, IntSpan{0, -1})), smallest);
}

TEST(ReductionTest, AnyStridesGiveTheValuesOfACopy) {
  const tw::Tensor x = scattered({4, 5, 6, 7});
  const std::vector<tw::Tensor> views = {
      tw::permute(x, {3, 1, 0, 2}),
      tw::slice(tw::transpose(x, 1, 3), 2, 1, 6, 2),
      tw::expand(tw::narrow(x, 1, 2, 1), {4, 3, 6, 7}),
      tw::as_strided(x, {3, 4, 5, 6}, {1, 2, 0, 1}, 11),
      tw::as_strided(x, {2, 1, 40, 1}, {3, std::numeric_limits<std::int64_t>::max(), 5, 9}, 4),
  };
  const std::vector<List> lists = {{},     {0},    {1},    {2},       {3},       {0, 1},
                                   {0, 2}, {1, 3}, {2, 3}, {0, 1, 3}, {1, 2, 3}, {0, 1, 2, 3}};
  for (const tw::Tensor& view : views) {
    for (const List& dims : lists) expect_as_contiguous(view, dims);
  }
}

TEST(ReductionTest, IsCalledByName) {
  const tw::Tensor x = tensor({2, 2}, {1, 2, 3, 4});

  EXPECT_EQ(values_of(std::get<tw::Tensor>(tw::call("sum", {x})[0])), (Floats{10}));
  EXPECT_EQ(values_of(std::get<tw::Tensor>(tw::call("mean", {x, List{1}})[0])),
            (Floats{1.5F, 3.5F}));
  EXPECT_EQ(sizes_of(std::get<tw::Tensor>(tw::call("amax", {x, List{0}, true})[0])), (List{1, 2}));
  EXPECT_EQ(sizes_of(std::get<tw::Tensor>(tw::call("amin", {x, tw::None{}, true})[0])),
            (List{1, 1}));
}

TEST(ReductionTest, TakesEveryDtype) {
  const tw::Tensor values = tensor({2, 3}, {1, 0, 3, 4, 5, 6});
  for (const tw::Dtype dtype : kDtypes) {
    const tw::Tensor x = tw::cast(values, dtype);
    const bool truths = dtype == tw::Dtype::boolean;
    const tw::Tensor sum = tw::sum(x, IntSpan{1});
    EXPECT_EQ(sum.dtype(), tw::is_float(dtype) ? dtype : tw::Dtype::i64);
    EXPECT_EQ(doubles_of(sum), truths ? (Doubles{2, 3}) : (Doubles{4, 15}));
    EXPECT_EQ(doubles_of(tw::sum(x, IntSpan{0})), truths ? (Doubles{2, 1, 2}) : (Doubles{5, 5, 9}));
    const tw::Tensor largest = tw::amax(x, IntSpan{0});
    EXPECT_EQ(largest.dtype(), dtype);
    EXPECT_EQ(doubles_of(largest), truths ? (Doubles{1, 1, 1}) : (Doubles{4, 5, 6}));
    EXPECT_EQ(doubles_of(tw::amin(x, IntSpan{1})), truths ? (Doubles{0, 1}) : (Doubles{0, 4}));
    const tw::Tensor all = tw::all(x, IntSpan{1});
    EXPECT_EQ(all.dtype(), tw::Dtype::boolean);
    EXPECT_EQ(doubles_of(all), (Doubles{0, 1}));
    EXPECT_EQ(doubles_of(tw::any(tw::narrow(x, 0, 0, 1), IntSpan{0})), (Doubles{1, 0, 1}));
    if (tw::is_float(dtype)) {
      EXPECT_EQ(tw::mean(x).dtype(), dtype);
      EXPECT_EQ(doubles_of(tw::mean(x, IntSpan{0})), (Doubles{2.5, 2.5, 4.5}));
      EXPECT_EQ(tw::var(x).dtype(), dtype);
      EXPECT_EQ(doubles_of(tw::var(x, IntSpan{0})), (Doubles{4.5, 12.5, 4.5}));
      EXPECT_EQ(doubles_of(tw::var(x, IntSpan{0}, true, 0)), (Doubles{2.25, 6.25, 2.25}));
    } else {
      const std::string text = "] dtype " + std::string(tw::name_of(dtype)) + " is not supported";
      EXPECT_EQ(message_of([&] { (void)tw::mean(x); }), "[mean" + text);
      EXPECT_EQ(message_of([&] { (void)tw::var(x); }), "[var" + text);
    }
  }
}

TEST(ReductionTest, SumsOfIntegersWrapAround) {
  const tw::Tensor x = tw::empty_tensor({2}, tw::Dtype::i64);
  x.data_as<std::int64_t>()[0] = std::numeric_limits<std::int64_t>::max();
  x.data_as<std::int64_t>()[1] = 1;
  EXPECT_EQ(tw::sum(x).data_as<std::int64_t>()[0], std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(doubles_of(tw::sum(tw::full({1000}, -100, tw::Dtype::i8))), (Doubles{-100000}));
  EXPECT_EQ(doubles_of(tw::sum(tw::full({1000}, 200, tw::Dtype::u8))), (Doubles{200000}));
}

TEST(ReductionTest, LongSumsOfDoublesKeepTheirAccuracy) {
  constexpr std::int64_t kCount = 1'000'000;
  const tw::Tensor x = tw::empty_tensor({kCount, 2}, tw::Dtype::f64);
  long double total = 0;
  for (std::int64_t i = 0; i < kCount; ++i) {
    const double value = 0.1 + static_cast<double>(i * 7919 % 1009) * 1e-3;
    x.data_as<double>()[2 * i] = value;
    x.data_as<double>()[2 * i + 1] = value;
    total += value;
  }
  const auto expected = static_cast<double>(total);
  EXPECT_NEAR(doubles_of(tw::sum(x, IntSpan{0}))[1] / expected, 1, 4e-15);
  EXPECT_NEAR(doubles_of(tw::sum(tw::select(x, 1, 0)))[0] / expected, 1, 4e-15);
  EXPECT_NEAR(doubles_of(tw::mean(x))[0] / (expected / kCount), 1, 4e-15);
  for (const double value : {1.0, -1.0}) {
    const tw::Tensor y = tw::full({3, 2}, value * std::numeric_limits<double>::infinity(),
                                  tw::Dtype::f64);
    EXPECT_EQ(doubles_of(tw::sum(y, IntSpan{0}))[1], value / 0.0);
    EXPECT_EQ(doubles_of(tw::sum(y))[0], value / 0.0);
  }
}

TEST(ReductionTest, HalvesAreRoundedOnce) {
  // Added in f16 these would stay at 2048, and in bf16 at 256.
  for (const std::int64_t stride : {1, 2}) {
    const tw::Tensor x = tw::full({5001, stride}, 1, tw::Dtype::f16);
    EXPECT_EQ(doubles_of(tw::sum(x, IntSpan{0}))[0], 5000);
    EXPECT_EQ(doubles_of(tw::mean(x, IntSpan{0}))[0], 1);
    EXPECT_EQ(doubles_of(tw::sum(tw::cast(x, tw::Dtype::bf16), IntSpan{0}))[0], 4992);
  }
  EXPECT_EQ(doubles_of(tw::mean(tw::full({100}, 60000, tw::Dtype::f16)))[0], 60000);
}

TEST(ReductionTest, ALargeMeanDoesNoHarmToVar) {
  const tw::Tensor floats = tensor({4}, {10000, 10001, 10002, 10003});
  EXPECT_FLOAT_EQ(values_of(tw::var(floats))[0], 5.0F / 3);
  for (const double mean : {0.0, 1e9, 1e15, -4e15}) {
    const tw::Tensor x = tw::empty_tensor({4, 2}, tw::Dtype::f64);
    for (int i = 0; i < 8; ++i) x.data_as<double>()[i] = mean + i / 2;
    EXPECT_NEAR(doubles_of(tw::var(x, IntSpan{0}))[1], 5.0 / 3, 1e-14);
    EXPECT_NEAR(doubles_of(tw::var(tw::select(x, 1, 0), std::nullopt, false, 0))[0], 1.25, 1e-14);
  }
}

TEST(ReductionTest, VarOfTooFewElements) {
  for (const tw::Dtype dtype : kFloats) {
    const tw::Tensor x = tw::full({2, 1}, 3, dtype);
    EXPECT_TRUE(std::isnan(doubles_of(tw::var(x, IntSpan{1}))[1]));
    EXPECT_TRUE(std::isnan(doubles_of(tw::var(x, std::nullopt, false, 3))[0]));
    EXPECT_EQ(doubles_of(tw::var(x)), (Doubles{0}));
    EXPECT_EQ(doubles_of(tw::var(x, IntSpan{1}, false, 0)), (Doubles{0, 0}));
    const std::int64_t least = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(doubles_of(tw::var(x, IntSpan{0}, false, least)), (Doubles{0}));
    const tw::Tensor none = tw::empty_tensor({2, 0}, dtype);
    EXPECT_TRUE(std::isnan(doubles_of(tw::var(none, IntSpan{1}, false, -1))[0]));
    EXPECT_TRUE(std::isnan(doubles_of(tw::mean(none))[0]));
    EXPECT_EQ(sizes_of(tw::var(none, IntSpan{0})), (List{0}));
  }
}

TEST(ReductionTest, NoElementsOfAnyDtype) {
  for (const tw::Dtype dtype : kDtypes) {
    const tw::Tensor x = tw::empty_tensor({0, 2}, dtype);
    EXPECT_EQ(doubles_of(tw::sum(x, IntSpan{0})), (Doubles{0, 0}));
    EXPECT_EQ(doubles_of(tw::any(x, IntSpan{0})), (Doubles{0, 0}));
    EXPECT_EQ(doubles_of(tw::all(x, IntSpan{0})), (Doubles{1, 1}));
    EXPECT_EQ(sizes_of(tw::all(x, IntSpan{1})), (List{0}));
    EXPECT_EQ(message_of([&] { (void)tw::amax(x); }), "[amax] no elements to reduce");
    EXPECT_EQ(sizes_of(tw::amin(x, IntSpan{-1}, true)), (List{0, 1}));
  }
}

TEST(ReductionTest, ANanCountsAsTrueAndDecidesForEveryFloat) {
  for (const tw::Dtype dtype : kFloats) {
    for (const std::int64_t count : {1, 40}) {
      const tw::Tensor floats = tw::full({count, 2}, 0);
      floats.data_as<float>()[2 * (count / 2)] = kNan;
      const tw::Tensor x = tw::cast(floats, dtype);
      EXPECT_EQ(doubles_of(tw::any(x, IntSpan{0})), (Doubles{1, 0}));
      EXPECT_EQ(doubles_of(tw::all(x, IntSpan{0}))[0], count == 1 ? 1 : 0);
      for (const tw::Tensor& y :
           {tw::sum(x, IntSpan{0}), tw::mean(x, IntSpan{0}), tw::amax(x, IntSpan{0}),
            tw::amin(x, IntSpan{0}), tw::var(x, IntSpan{0}, false, 0)}) {
        EXPECT_TRUE(std::isnan(doubles_of(y)[0]));
        EXPECT_EQ(doubles_of(y)[1], 0);
      }
    }
  }
}

TEST(ReductionTest, UndefinedTensorsThrow) {
  EXPECT_EQ(message_of([] { (void)tw::sum(tw::Tensor()); }), "[sum] the tensor is undefined");
}
