// What attention promises beside the tests of attention_test.cpp: checks, and sums of its results.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tw/error.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using List = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

const double kNan = std::nan("");

// Different numbers between -1 and 1.
Tensor waves(IntSpan sizes, double phase, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = std::sin(phase + 1.7 * static_cast<double>(i));
  return tw::cast(x, dtype);
}

List sizes_of(const Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

Numbers values(const Tensor& x) {
  const Tensor y = tw::cast(x, Dtype::f64);
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
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

// NaN where NaN is wanted.
void expect_near(const Numbers& actual, const Numbers& wanted, double tolerance) {
  ASSERT_EQ(actual.size(), wanted.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (std::isnan(wanted[i])) {
      EXPECT_TRUE(std::isnan(actual[i])) << "element " << i << " is " << actual[i];
    } else {
      EXPECT_NEAR(actual[i], wanted[i], tolerance) << "element " << i;
    }
  }
}

// Plain loops over matrices without leading dims.
Numbers expected(const Tensor& q, const Tensor& k, const Tensor& v, bool causal) {
  const auto n = static_cast<int>(q.size(0));
  const auto m = static_cast<int>(k.size(0));
  const auto d = static_cast<int>(q.size(1));
  const auto e = static_cast<int>(v.size(1));
  const Numbers qs = values(q);
  const Numbers ks = values(k);
  const Numbers vs = values(v);
  Numbers result;
  for (int i = 0; i < n; ++i) {
    Numbers sums(static_cast<std::size_t>(e), 0.0);
    double weights = 0;
    for (int j = 0; j < (causal ? std::min(m, i + m - n + 1) : m); ++j) {
      double score = 0;
      for (int c = 0; c < d; ++c)
        score += qs[static_cast<std::size_t>(i * d + c)] * ks[static_cast<std::size_t>(j * d + c)];
      const double weight = std::exp(score / std::sqrt(d));
      weights += weight;
      for (int c = 0; c < e; ++c)
        sums[static_cast<std::size_t>(c)] += weight * vs[static_cast<std::size_t>(j * e + c)];
    }
    for (const double sum : sums) result.push_back(sum / weights);
  }
  return result;
}

}  // namespace

TEST(AttentionTest, SizesOfScoresAndOfResultsMustNotOverflow) {
  constexpr std::int64_t kMany = std::int64_t{1} << 31;  // kMany * kMany * 2 is 2^63.
  const auto message = [](IntSpan q, IntSpan k, IntSpan v, bool causal) {
    return message_of([&] {
      (void)tw::attention(tw::empty_tensor(q), tw::empty_tensor(k), tw::empty_tensor(v), causal);
    });
  };
  const auto sizes = [](IntSpan q, IntSpan k, IntSpan v) {
    return sizes_of(tw::attention(tw::empty_tensor(q), tw::empty_tensor(k), tw::empty_tensor(v)));
  };
  const std::string large =
      "[attention] sizes [2147483648, 2, 2147483648] hold more than 2^63 - 1 elements";
  for (const bool causal : {false, true}) {
    // Scores, of what has no columns.
    EXPECT_EQ(message({kMany, 2, 0}, {kMany, kMany, 0}, {kMany, kMany, 0}, causal), large);
    // Results, of no rows.
    EXPECT_EQ(message({kMany, 2, 0}, {kMany, 0, 0}, {kMany, 0, kMany}, causal), large);
    EXPECT_EQ(message({kMany, 2, 2, 0}, {kMany, 2, 0, 0}, {kMany, 2, 0, kMany / 2}, causal),
              "[attention] sizes [2147483648, 2, 2, 1073741824] hold more than 2^63 - 1 elements");
    EXPECT_EQ(message({kMany, kMany, 0}, {kMany, 2, 0}, {kMany, 2, 0}, causal),
              "[attention] sizes [2147483648, 2147483648, 2] hold more than 2^63 - 1 elements");
  }
  // What does not overflow is taken.
  EXPECT_EQ(sizes({0, kMany, 1}, {0, kMany, 1}, {0, kMany, kMany}), (List{0, kMany, kMany}));
  EXPECT_EQ(sizes({0, 2, kMany}, {0, kMany, kMany}, {0, kMany, 3}), (List{0, 2, 3}));
  EXPECT_EQ(sizes({0, kMany, 2}, {0, 2, 2}, {0, 2, kMany}), (List{0, kMany, kMany}));
}

TEST(AttentionTest, EachTensorIsChecked) {
  const auto message = [](const Tensor& q, const Tensor& k, const Tensor& v) {
    return message_of([&] { (void)tw::attention(q, k, v); });
  };
  const Tensor x = tw::empty_tensor({2, 3});
  const Tensor whole = tw::empty_tensor({3}, Dtype::i32);
  const Tensor half = tw::empty_tensor({3}, Dtype::f16);
  const std::string undefined = "[attention] the tensor is undefined";
  EXPECT_EQ(message(Tensor(), x, x), undefined);
  EXPECT_EQ(message(x, Tensor(), x), undefined);
  EXPECT_EQ(message(x, x, Tensor()), undefined);
  // Before the dtypes, which come before the sizes.
  EXPECT_EQ(message(whole, half, Tensor()), undefined);
  EXPECT_EQ(message(whole, Tensor(), half), undefined);
  EXPECT_EQ(message(x, whole, x), "[attention] dtype i32 is not supported");
  EXPECT_EQ(message(x, x, whole), "[attention] dtype i32 is not supported");
  EXPECT_EQ(message(whole, whole, whole), "[attention] dtype i32 is not supported");
  EXPECT_EQ(message(x, half, whole), "[attention] dtypes f32 and f16 differ");
  EXPECT_EQ(message(half, half, x), "[attention] dtypes f16 and f32 differ");
}

TEST(AttentionTest, DimsThatDoNotFit) {
  const auto message = [](IntSpan q, IntSpan k, IntSpan v) {
    return message_of([&] {
      (void)tw::attention(tw::empty_tensor(q), tw::empty_tensor(k), tw::empty_tensor(v));
    });
  };
  EXPECT_EQ(message({}, {}, {}), "[attention] sizes [], [] and [] do not fit");
  EXPECT_EQ(message({3}, {2, 3}, {2, 3}), "[attention] sizes [3], [2, 3] and [2, 3] do not fit");
  EXPECT_EQ(message({2, 3}, {1, 2, 3}, {2, 3}),
            "[attention] sizes [2, 3], [1, 2, 3] and [2, 3] do not fit");
  EXPECT_EQ(message({1, 2, 3}, {2, 3}, {1, 2, 3}),
            "[attention] sizes [1, 2, 3], [2, 3] and [1, 2, 3] do not fit");
  EXPECT_EQ(message({1, 2, 3}, {1, 2, 3}, {2, 3}),
            "[attention] sizes [1, 2, 3], [1, 2, 3] and [2, 3] do not fit");
  EXPECT_EQ(message({4, 1, 2, 3}, {4, 2, 2, 3}, {4, 1, 2, 3}),
            "[attention] sizes [4, 1, 2, 3], [4, 2, 2, 3] and [4, 1, 2, 3] do not fit");
  EXPECT_EQ(message({4, 2, 2, 3}, {4, 2, 2, 3}, {4, 1, 2, 3}),
            "[attention] sizes [4, 2, 2, 3], [4, 2, 2, 3] and [4, 1, 2, 3] do not fit");
  EXPECT_EQ(message({4, 2, 2, 3}, {1, 2, 2, 3}, {4, 2, 2, 3}),
            "[attention] sizes [4, 2, 2, 3], [1, 2, 2, 3] and [4, 2, 2, 3] do not fit");
  EXPECT_EQ(message({4, 2, 3}, {4, 5, 3}, {4, 1, 3}),
            "[attention] sizes [4, 2, 3], [4, 5, 3] and [4, 1, 3] do not fit");
  EXPECT_EQ(message({4, 2, 1}, {4, 5, 3}, {4, 5, 3}),
            "[attention] sizes [4, 2, 1], [4, 5, 3] and [4, 5, 3] do not fit");
}

TEST(AttentionTest, WithoutColumnsAllScoresAreNan) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    for (const std::int64_t m : {0, 1, 3}) {
      for (const bool causal : {false, true}) {
        const Tensor y = tw::attention(tw::empty_tensor({2, 3, 0}, dtype),
                                       tw::empty_tensor({2, m, 0}, dtype),
                                       tw::full({2, m, 2}, 1, dtype), causal);
        EXPECT_EQ(sizes_of(y), (List{2, 3, 2}));
        EXPECT_EQ(y.dtype(), dtype);
        expect_near(values(y), Numbers(12, kNan), 0);
      }
    }
  }
}

TEST(AttentionTest, HalvesAreRoundedOnce) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
    const double half_unit = dtype == Dtype::f16 ? 0x1p-11 : 0x1p-8;
    const Tensor q = waves({4, 6}, 0.1, dtype);
    const Tensor k = waves({5, 6}, 0.7, dtype);
    const Tensor v = waves({5, 7}, 1.1, dtype);
    for (const bool causal : {false, true}) {
      const Numbers wanted = expected(q, k, v, causal);
      const Numbers actual = values(tw::attention(q, k, v, causal));
      ASSERT_EQ(actual.size(), wanted.size());
      for (std::size_t i = 0; i < wanted.size(); ++i)
        EXPECT_NEAR(actual[i], wanted[i], half_unit * std::fabs(wanted[i]) + 2e-6) << i;
    }
  }
}

TEST(AttentionTest, IsLinearInVAndBlindToTheOrderOfRows) {
  const Tensor q = waves({2, 3, 4}, 0.1);
  const Tensor k = waves({2, 5, 4}, 0.7);
  const Tensor v = waves({2, 5, 3}, 1.1);
  const Tensor w = waves({2, 5, 3}, 1.9);
  for (const bool causal : {false, true}) {
    expect_near(values(tw::attention(q, k, tw::add(v, w), causal)),
                values(tw::add(tw::attention(q, k, v, causal), tw::attention(q, k, w, causal))),
                1e-14);
    // The weights of a row are 1 in sum.
    expect_near(values(tw::attention(q, k, tw::full({2, 5, 3}, 2, Dtype::f64), causal)),
                Numbers(18, 2.0), 1e-14);
  }
  const auto halves_swapped = [](const Tensor& x) {
    const Tensor y = tw::clone(x);
    tw::copy_(tw::narrow(y, 1, 0, 2), tw::narrow(x, 1, 3, 2));
    tw::copy_(tw::narrow(y, 1, 3, 2), tw::narrow(x, 1, 0, 2));
    return y;
  };
  expect_near(values(tw::attention(q, halves_swapped(k), halves_swapped(v))),
              values(tw::attention(q, k, v)), 1e-14);
}
