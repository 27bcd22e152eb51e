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

// All four over these dims give what a contiguous copy gives.
void expect_as_contiguous(const tw::Tensor& x, IntSpan dims) {
  const tw::Tensor y = tw::clone(x);
  EXPECT_EQ(values_of(tw::sum(x, dims)), values_of(tw::sum(y, dims)));
  EXPECT_EQ(values_of(tw::mean(x, dims)), values_of(tw::mean(y, dims)));
  EXPECT_EQ(values_of(tw::amax(x, dims)), values_of(tw::amax(y, dims)));
  EXPECT_EQ(values_of(tw::amin(x, dims)), values_of(tw::amin(y, dims)));
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
  EXPECT_EQ(message_of([&] { (void)tw::sum(x); }), "[sum] dtype i32 is not supported");
  EXPECT_EQ(message_of([&] { (void)tw::amax(x); }), "[amax] dtype i32 is not supported");
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
