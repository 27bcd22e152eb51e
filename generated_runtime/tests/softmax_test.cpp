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
#include "tw/parallel.h"

namespace {

using tw::IntSpan;
using Floats = std::vector<float>;
using List = std::vector<std::int64_t>;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kMax = std::numeric_limits<float>::max();

tw::Tensor tensor(IntSpan sizes, const Floats& values) {
  tw::Tensor x = tw::empty_tensor(sizes);
  EXPECT_EQ(x.numel(), static_cast<std::int64_t>(values.size()));
  std::copy(values.begin(), values.end(), x.data_as<float>());
  return x;
}

// From -5 to 5, without a pattern that strides could hide.
tw::Tensor scattered(IntSpan sizes) {
  tw::Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(i * 7919 % 1009 - 504) / 100;
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

void expect_all_nan(const tw::Tensor& x) {
  for (const float value : values_of(x)) EXPECT_TRUE(std::isnan(value)) << value;
}

// The sum of exp(x - largest) in double.
double sum_of(const float* x, std::int64_t count, double largest) {
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += std::exp(double{x[i]} - largest);
  return sum;
}

// Relative to the exact share, and for shares below the normal floats one unit of their last place.
void expect_shares(const float* shares, const float* x, std::int64_t count) {
  const double largest = *std::max_element(x, x + count);
  const double sum = sum_of(x, count, largest);
  for (std::int64_t i = 0; i < count; ++i) {
    const double exact = std::exp(double{x[i]} - largest) / sum;
    ASSERT_NEAR(shares[i], exact, 3e-7 * exact + 0.51 * 0x1p-149) << x[i] << " of " << count;
  }
}

}  // namespace

TEST(SoftmaxTest, SharesOneAmongTheElements) {
  const tw::Tensor x = tensor({2, 2}, {3, 3, 0, 0});

  EXPECT_EQ(values_of(tw::softmax(x, 1)), (Floats{0.5F, 0.5F, 0.5F, 0.5F}));
  const Floats columns = values_of(tw::softmax(x, 0));
  EXPECT_FLOAT_EQ(columns[0], 0.95257413F);
  EXPECT_FLOAT_EQ(columns[3], 0.047425873F);
  const Floats logs = values_of(tw::log_softmax(x, -2));
  EXPECT_FLOAT_EQ(logs[0], -0.048587352F);
  EXPECT_FLOAT_EQ(logs[3], -3.0485873F);
  EXPECT_EQ(values_of(x), (Floats{3, 3, 0, 0}));
}

TEST(SoftmaxTest, MatchesPlainLoops) {
  const tw::Tensor x = scattered({3, 37, 5});
  const float* values = x.data_as<float>();
  const Floats shares = values_of(tw::softmax(x, 1));
  const Floats logs = values_of(tw::log_softmax(x, 1));
  for (std::size_t plane = 0; plane < 3; ++plane) {
    for (std::size_t column = 0; column < 5; ++column) {
      const std::size_t start = plane * 37 * 5 + column;
      double sum = 0;
      for (std::size_t i = 0; i < 37; ++i) sum += std::exp(double{values[start + 5 * i]});
      for (std::size_t i = 0; i < 37; ++i) {
        const std::size_t at = start + 5 * i;
        const double share = std::exp(double{values[at]}) / sum;
        EXPECT_NEAR(shares[at] / share, 1, 2e-7);
        EXPECT_NEAR(logs[at] / std::log(share), 1, 2e-7);
      }
    }
  }
}

TEST(SoftmaxTest, TakesElementsOfAnySize) {
  EXPECT_EQ(values_of(tw::softmax(tensor({3}, {1000, 1000, -1000}), 0)), (Floats{0.5F, 0.5F, 0}));
  EXPECT_EQ(values_of(tw::softmax(tensor({2}, {-kMax, -kMax}), 0)), (Floats{0.5F, 0.5F}));
  EXPECT_EQ(values_of(tw::softmax(tensor({2}, {kMax, -kMax}), 0)), (Floats{1, 0}));
  EXPECT_EQ(values_of(tw::log_softmax(tensor({2}, {1000, 0}), 0)), (Floats{0, -1000}));
  EXPECT_EQ(values_of(tw::log_softmax(tensor({2}, {-kMax, 0}), 0)), (Floats{-kMax, 0}));
  const Floats logs = values_of(tw::log_softmax(tensor({2}, {kMax, kMax}), 0));
  EXPECT_FLOAT_EQ(logs[0], -std::log(2.0F));
  EXPECT_FLOAT_EQ(logs[1], -std::log(2.0F));
}

TEST(SoftmaxTest, NanAndInfinityMakeTheRowNan) {
  for (const float bad : {kNan, kInf}) {
    for (std::size_t at = 0; at < 3; ++at) {
      Floats values{1, -kInf, 2, 0, 0, 0};
      values[at] = bad;
      const tw::Tensor x = tensor({2, 3}, values);
      for (const tw::Tensor& y : {tw::softmax(x, 1), tw::log_softmax(x, 1)}) {
        expect_all_nan(tw::select(y, 0, 0));
        for (const float value : values_of(tw::select(y, 0, 1))) EXPECT_FALSE(std::isnan(value));
      }
    }
  }
  const tw::Tensor x = tensor({2}, {-kInf, -kInf});
  expect_all_nan(tw::softmax(x, 0));
  expect_all_nan(tw::log_softmax(x, 0));
}

TEST(SoftmaxTest, NegativeInfinityHasNoShare) {
  const tw::Tensor x = tensor({2}, {-kInf, 0});

  EXPECT_EQ(values_of(tw::softmax(x, 0)), (Floats{0, 1}));
  EXPECT_EQ(values_of(tw::log_softmax(x, 0)), (Floats{-kInf, 0}));
}

TEST(SoftmaxTest, TakesTensorsWithoutDims) {
  const tw::Tensor x = tensor({}, {7});
  for (const std::int64_t dim : {0, -1}) {
    EXPECT_EQ(sizes_of(tw::softmax(x, dim)), (List{}));
    EXPECT_EQ(values_of(tw::softmax(x, dim)), (Floats{1}));
    EXPECT_EQ(values_of(tw::log_softmax(x, dim)), (Floats{0}));
  }
  EXPECT_EQ(message_of([&] { (void)tw::softmax(x, 1); }),
            "[softmax] dim 1 out of range for 0 dims");
  EXPECT_EQ(message_of([&] { (void)tw::log_softmax(x, -2); }),
            "[log_softmax] dim -2 out of range for 0 dims");
}

TEST(SoftmaxTest, NoElements) {
  const tw::Tensor x = tw::empty_tensor({0, 3});

  EXPECT_EQ(sizes_of(tw::softmax(x, 0)), (List{0, 3}));
  EXPECT_EQ(sizes_of(tw::log_softmax(x, 1)), (List{0, 3}));
}

TEST(SoftmaxTest, WrongArgumentsThrow) {
  const tw::Tensor x = tw::empty_tensor({0, 3}, tw::Dtype::i32);

  EXPECT_EQ(message_of([&] { (void)tw::softmax(x, 2); }),
            "[softmax] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)tw::log_softmax(x, -3); }),
            "[log_softmax] dim -3 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)tw::softmax(x, 1); }), "[softmax] dtype i32 is not supported");
  EXPECT_EQ(message_of([&] { (void)tw::log_softmax(x, 1); }),
            "[log_softmax] dtype i32 is not supported");
  EXPECT_EQ(message_of([&] { (void)tw::softmax(tw::Tensor(), 0); }),
            "[softmax] the tensor is undefined");
}

TEST(SoftmaxTest, AnyStridesGiveTheValuesOfACopy) {
  const tw::Tensor x = scattered({4, 5, 6, 7});
  const Floats before = values_of(x);
  const std::vector<tw::Tensor> views = {
      tw::permute(x, {3, 1, 0, 2}),
      tw::slice(tw::transpose(x, 1, 3), 2, 1, 6, 2),
      tw::expand(tw::narrow(x, 1, 2, 1), {4, 3, 6, 7}),
      tw::as_strided(x, {3, 4, 5, 6}, {1, 2, 0, 1}, 11),
      tw::as_strided(x, {2, 1, 40, 1}, {3, std::numeric_limits<std::int64_t>::max(), 5, 9}, 4),
  };
  for (const tw::Tensor& view : views) {
    const tw::Tensor copy = tw::clone(view);
    for (std::int64_t dim = 0; dim < 4; ++dim) {
      EXPECT_EQ(values_of(tw::softmax(view, dim)), values_of(tw::softmax(copy, dim)));
      EXPECT_EQ(values_of(tw::log_softmax(view, dim)), values_of(tw::log_softmax(copy, dim)));
    }
  }
  EXPECT_EQ(values_of(x), before);
}

TEST(SoftmaxTest, IsCalledByName) {
  const tw::Tensor x = tensor({1, 2}, {4, 4});

  EXPECT_EQ(values_of(std::get<tw::Tensor>(tw::call("softmax", {x, std::int64_t{1}})[0])),
            (Floats{0.5F, 0.5F}));
  EXPECT_EQ(values_of(std::get<tw::Tensor>(tw::call("log_softmax", {x, std::int64_t{0}})[0])),
            (Floats{0, 0}));
}

TEST(SoftmaxTest, TakesEveryFloatDtypeAndKeepsIt) {
  const tw::Tensor x = tw::cast(scattered({3, 7, 5}), tw::Dtype::bf16);  // f16 holds these too.
  const tw::Tensor exact = tw::cast(x, tw::Dtype::f64);
  for (std::int64_t dim = 0; dim < 3; ++dim) {
    for (auto* const op : {&tw::softmax, &tw::log_softmax}) {
      const tw::Tensor wide = op(exact, dim);
      EXPECT_EQ(wide.dtype(), tw::Dtype::f64);
      for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32}) {
        const tw::Tensor y = op(tw::cast(x, dtype), dim);
        EXPECT_EQ(y.dtype(), dtype);
        const Floats actual = values_of(tw::cast(y, tw::Dtype::f32));
        const Floats rounded = values_of(tw::cast(tw::cast(wide, dtype), tw::Dtype::f32));
        if (dtype != tw::Dtype::f32) {
          EXPECT_EQ(actual, rounded);  // Computed in double and rounded once.
          continue;
        }
        for (std::size_t i = 0; i < actual.size(); ++i)
          EXPECT_NEAR(actual[i] / rounded[i], 1, 4e-7);
      }
    }
  }
}

TEST(SoftmaxTest, DoublesAreComputedAsDoubles) {
  const tw::Tensor x = tw::empty_tensor({2}, tw::Dtype::f64);
  x.data_as<double>()[0] = 0;
  x.data_as<double>()[1] = std::log(3.0);
  const tw::Tensor shares = tw::softmax(x, 0);
  EXPECT_NEAR(shares.data_as<double>()[0], 0.25, 1e-15);
  EXPECT_NEAR(shares.data_as<double>()[1], 0.75, 1e-15);
  EXPECT_NEAR(tw::log_softmax(x, 0).data_as<double>()[0], -std::log(4.0), 1e-15);

  constexpr double kDoubleMax = std::numeric_limits<double>::max();
  x.data_as<double>()[0] = kDoubleMax;
  x.data_as<double>()[1] = -kDoubleMax;
  EXPECT_EQ(tw::softmax(x, 0).data_as<double>()[0], 1);
  EXPECT_EQ(tw::softmax(x, 0).data_as<double>()[1], 0);
  EXPECT_EQ(tw::log_softmax(x, 0).data_as<double>()[0], 0);
}

TEST(SoftmaxTest, NanAndInfinityMakeTheRowNanInEveryDtype) {
  const tw::Tensor x = tensor({4, 2}, {kNan, 1, 1, kInf, -kInf, -kInf, 3, 3});
  for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f64}) {
    const tw::Tensor y = tw::cast(tw::softmax(tw::cast(x, dtype), 1), tw::Dtype::f32);
    expect_all_nan(tw::narrow(y, 0, 0, 3));
    EXPECT_EQ(values_of(tw::select(y, 0, 3)), (Floats{0.5F, 0.5F}));
  }
}

TEST(SoftmaxTest, RowsOfAnyLength) {
  for (std::int64_t count = 1; count < 150; ++count) {
    const tw::Tensor x = scattered({5, count});
    const tw::Tensor shares = tw::softmax(x, 1);
    const tw::Tensor logs = tw::log_softmax(x, 1);
    for (std::int64_t row = 0; row < 5; ++row) {
      const float* values = x.data_as<float>() + row * count;
      expect_shares(shares.data_as<float>() + row * count, values, count);
      const double log_sum = std::log(sum_of(values, count, 0));
      for (std::int64_t i = 0; i < count; ++i)
        EXPECT_NEAR(logs.data_as<float>()[row * count + i], values[i] - log_sum, 2e-6) << count;
    }
  }
}

TEST(SoftmaxTest, AWideRangeKeepsItsDigits) {
  for (const float largest : {0.0F, 0.37F, 71.3F, -55.1F, 255.9F, 256.1F, -300.7F, 1e6F, -3e37F}) {
    tw::Tensor x = scattered({3, 101});
    for (std::int64_t i = 0; i < x.numel(); ++i) {
      float& value = x.data_as<float>()[i];
      value = i % 101 == 40 ? largest : largest + value * 11 - 55.5F;
    }
    const tw::Tensor shares = tw::softmax(x, 1);
    for (std::int64_t i = 0; i < x.numel(); i += 101)
      expect_shares(shares.data_as<float>() + i, x.data_as<float>() + i, 101);
  }
}

TEST(SoftmaxTest, ALongRow) {
  constexpr std::int64_t kCount = 100000;
  const tw::Tensor x = tw::clone(tw::transpose(scattered({kCount, 2}), 0, 1));
  const tw::Tensor shares = tw::softmax(x, 1);
  expect_shares(shares.data_as<float>(), x.data_as<float>(), kCount);
  expect_shares(shares.data_as<float>() + kCount, x.data_as<float>() + kCount, kCount);
  const tw::Tensor equal = tw::softmax(tw::full({kCount}, 0.7, tw::Dtype::f32), 0);
  for (const float share : values_of(equal)) ASSERT_EQ(share, 1e-5F);
}

TEST(SoftmaxTest, OneBadElementMakesALongRowNan) {
  for (const std::int64_t count : {3, 16, 37, 70}) {
    for (const float bad : {kNan, kInf}) {
      for (std::int64_t at = 0; at < count; ++at) {
        const tw::Tensor x = scattered({20, count});
        x.data_as<float>()[count + at] = bad;
        for (const tw::Tensor& y : {tw::softmax(x, 1), tw::log_softmax(x, 1)}) {
          expect_all_nan(tw::select(y, 0, 1));
          for (const std::int64_t row : {0, 2})
            for (const float value : values_of(tw::select(y, 0, row)))
              ASSERT_FALSE(std::isnan(value));
        }
        const tw::Tensor turned = tw::softmax(tw::clone(tw::transpose(x, 0, 1)), 0);
        for (std::int64_t i = 0; i < turned.numel(); ++i)
          ASSERT_EQ(std::isnan(turned.data_as<float>()[i]), i % 20 == 1);
      }
    }
    const tw::Tensor none = tw::full({2, count}, -kInf, tw::Dtype::f32);
    expect_all_nan(tw::softmax(none, 1));
    none.data_as<float>()[1] = 5;
    Floats one(static_cast<std::size_t>(count), 0.0F);
    one[1] = 1;
    EXPECT_EQ(values_of(tw::select(tw::softmax(none, 1), 0, 0)), one);
  }
}

TEST(SoftmaxTest, EveryNumberOfThreadsGivesTheSameBits) {
  const int before = tw::threads();
  const tw::Tensor x = scattered({3, 700, 211});
  for (const tw::Dtype dtype : {tw::Dtype::f32, tw::Dtype::f64}) {
    const tw::Tensor given = tw::cast(x, dtype);
    for (const std::int64_t dim : {0, 1, 2}) {
      for (auto* const op : {&tw::softmax, &tw::log_softmax}) {
        tw::set_threads(1);
        const Floats alone = values_of(tw::cast(op(given, dim), tw::Dtype::f32));
        for (const int threads : {2, 3}) {
          tw::set_threads(threads);
          EXPECT_TRUE(values_of(tw::cast(op(given, dim), tw::Dtype::f32)) == alone);
        }
      }
    }
  }
  tw::set_threads(before);
}

TEST(SoftmaxTest, ColumnsGiveTheBitsOfRows) {
  for (const std::int64_t columns : {1, 15, 16, 17, 63, 64, 100, 200}) {
    for (const std::int64_t count : {1, 2, 15, 16, 17, 40, 129}) {
      const tw::Tensor x = scattered({2, count, columns});
      const tw::Tensor rows = tw::clone(tw::transpose(x, 1, 2));
      for (auto* const op : {&tw::softmax, &tw::log_softmax}) {
        EXPECT_TRUE(values_of(op(x, 1)) == values_of(tw::clone(tw::transpose(op(rows, 2), 1, 2))))
            << columns << " columns of " << count;
      }
    }
  }
}
