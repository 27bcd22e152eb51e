// Softmax of rows of f32 in vectors, on every path that this machine has.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace tw::cpu {

// As in src/cpu/rows_vectors.h.
using SoftmaxRows = void(float* to, std::int64_t to_step, const float* from,
                         std::int64_t from_step, std::int64_t rows, std::int64_t count) noexcept;
using SoftmaxColumns = void(float* to, std::int64_t to_stride, const float* from,
                            std::int64_t stride, std::int64_t columns,
                            std::int64_t count) noexcept;
using RowSums = void(float* largest, double* sums, const float* from, std::int64_t from_step,
                     std::int64_t rows, std::int64_t count) noexcept;
struct NormRows {
  float* to;
  const float* from;
  std::int64_t from_step;
  std::int64_t rows;
  std::int64_t count;
  const float* weight;
  const float* bias;
  double eps;
  bool centred;
};
struct VectorRows {
  std::int64_t lanes;
  SoftmaxRows* softmax;
  SoftmaxRows* log_softmax;
  SoftmaxColumns* softmax_columns;
  SoftmaxColumns* log_softmax_columns;
  RowSums* sums;
  void (*norm)(const NormRows& all) noexcept;
};
extern const VectorRows kAvx2Rows;
extern const VectorRows kAvx512Rows;

}  // namespace tw::cpu

namespace {

using tw::cpu::VectorRows;
using Floats = std::vector<float>;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kMax = std::numeric_limits<float>::max();

std::vector<std::pair<std::string, const VectorRows*>> paths() {
  std::vector<std::pair<std::string, const VectorRows*>> result;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    result.emplace_back("avx2", &tw::cpu::kAvx2Rows);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    result.emplace_back("avx512", &tw::cpu::kAvx512Rows);
#endif
  return result;
}

// From -10 to 10, without a pattern that lanes could hide.
Floats scattered(std::int64_t count) {
  Floats x(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>(static_cast<int>(i * 7919 % 2003) - 1001) / 100;
  return x;
}

Floats softmax_of(const VectorRows& path, const Floats& x, std::int64_t count) {
  Floats result(x.size());
  const std::int64_t rows = static_cast<std::int64_t>(x.size()) / count;
  path.softmax(result.data(), count, x.data(), count, rows, count);
  return result;
}

// Well within 4e-6, and what one rounding leaves of a denormal share.
void expect_shares(const float* got, const float* x, std::int64_t count, const std::string& path) {
  const double largest = *std::max_element(x, x + count);
  double sum = 0;
  for (std::int64_t i = 0; i < count; ++i) sum += std::exp(double{x[i]} - largest);
  for (std::int64_t i = 0; i < count; ++i) {
    const double exact = std::exp(double{x[i]} - largest) / sum;
    ASSERT_NEAR(got[i], exact, 1e-6 * exact + 0.51 * 0x1p-149) << path << i << " of " << count;
  }
}

bool are_same(const float* a, const float* b, std::int64_t count) {
  return std::equal(a, a + count, b, [](float one, float other) {
    return std::bit_cast<std::uint32_t>(one) == std::bit_cast<std::uint32_t>(other);
  });
}

std::vector<std::int64_t> counts() {
  std::vector<std::int64_t> result;
  for (std::int64_t count = 1; count <= 130; ++count) result.push_back(count);
  for (const std::int64_t count : {1000, 1023, 1024, 1025, 1088, 100000}) result.push_back(count);
  return result;
}

}  // namespace

// Rows are computed two at a time: three of them, where one is alone.
TEST(SoftmaxRowsTest, AreAccurateAndDoNotDependOnOtherRows) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : counts()) {
      const Floats x = scattered(3 * count);
      const Floats together = softmax_of(*rows, x, count);
      for (std::int64_t r = 0; r < 3; ++r) {
        const float* const row = x.data() + r * count;
        expect_shares(together.data() + r * count, row, count, path);
        const Floats alone = softmax_of(*rows, Floats(row, row + count), count);
        ASSERT_TRUE(are_same(alone.data(), together.data() + r * count, count)) << path << count;
      }
    }
  }
}

// Up to nine rows, of which four go together where they are short, and the last ones alone.
TEST(SoftmaxRowsTest, AnyNumberOfRowsGivesTheSameBits) {
  constexpr std::int64_t kMost = 9;
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : counts()) {
      if (count > 1088) continue;
      Floats x = scattered(kMost * count);
      for (std::int64_t i = 0; i < count; ++i) {
        x[static_cast<std::size_t>(count + i)] *= 100;  // Rows of very different size.
        x[static_cast<std::size_t>(6 * count + i)] += 3000;
      }
      const Floats all = softmax_of(*rows, x, count);
      for (std::int64_t r = 0; r < kMost; ++r)
        expect_shares(all.data() + r * count, x.data() + r * count, count, path);
      for (std::int64_t first = 0; first < kMost; first += 2) {
        for (std::int64_t end = first + 1; end <= kMost; end += 1 + end / 6) {
          const Floats some = softmax_of(
              *rows, Floats(x.begin() + first * count, x.begin() + end * count), count);
          ASSERT_TRUE(are_same(some.data(), all.data() + first * count, (end - first) * count))
              << path << " " << first << " to " << end << " of " << count;
        }
      }
    }
  }
}

// With gaps between rows, in which nothing is written.
TEST(SoftmaxRowsTest, RowsMayLieApart) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {1, 5, 16, 31, 64, 100}) {
      const std::int64_t step = count + 3;
      const Floats x = scattered(5 * step);
      Floats got(x.size(), -77.0F);
      rows->softmax(got.data(), step, x.data(), step, 5, count);  // Four together, and one.
      for (std::int64_t r = 0; r < 5; ++r) {
        expect_shares(got.data() + r * step, x.data() + r * step, count, path);
        for (std::int64_t i = count; i < step; ++i)
          ASSERT_EQ(got[static_cast<std::size_t>(r * step + i)], -77.0F) << path << " " << count;
      }
    }
  }
}

TEST(SoftmaxRowsTest, EqualElementsHaveEqualShares) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : counts()) {
      for (const float value : {0.0F, 0.7F, -3.3F, 200.1F, 1e9F, -kMax}) {
        const Floats x(static_cast<std::size_t>(count), value);
        const float share = 1.0F / static_cast<float>(count);
        for (const float y : softmax_of(*rows, x, count))
          ASSERT_EQ(y, share) << path << " " << count << " " << value;
      }
    }
  }
}

// What is far below the largest element, as what a mask takes away, has no share.
TEST(SoftmaxRowsTest, WhatIsFarBelowVanishes) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {2, 15, 16, 17, 64, 130}) {
      for (const float low : {-105.0F, -300.0F, -1e4F, -1e9F, -1e30F, -kMax, -kInf}) {
        for (const float largest : {0.0F, 12.5F, -200.0F, 300.0F}) {
          Floats x(static_cast<std::size_t>(2 * count), largest + low);
          x[1] = largest;
          x[static_cast<std::size_t>(2 * count - 1)] = largest;
          Floats wanted(x.size(), 0.0F);
          wanted[1] = wanted.back() = 1;
          const Floats got = softmax_of(*rows, x, count);
          ASSERT_TRUE(are_same(got.data(), wanted.data(), 2 * count))
              << path << " " << count << " " << low << " " << largest;
        }
      }
    }
  }
}

TEST(SoftmaxRowsTest, AWideRangeKeepsItsDigits) {
  for (const auto& [path, rows] : paths()) {
    for (const float largest : {0.0F, 71.3F, -55.1F, 255.9F, 256.1F, -300.7F, 1e6F}) {
      Floats x = scattered(3 * 101);
      for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = i % 101 == 40 ? largest : largest + x[i] * 5 - 51.0F;
      const Floats got = softmax_of(*rows, x, 101);
      for (std::int64_t r = 0; r < 3; ++r)
        expect_shares(got.data() + r * 101, x.data() + r * 101, 101, path);
    }
  }
}

// NaN of either sign and with any bits; and no other row.
TEST(SoftmaxRowsTest, OneBadElementMakesItsRowNan) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {1, 9, 16, 35, 64, 100}) {
      for (const float bad : {kNan, -kNan, kInf, std::bit_cast<float>(0x7FC00041U)}) {
        for (std::int64_t at = 0; at < count; ++at) {
          Floats x = scattered(9 * count);
          const Floats wanted = softmax_of(*rows, x, count);
          x[static_cast<std::size_t>(2 * count + at)] = bad;
          x[static_cast<std::size_t>(8 * count + at)] = bad;
          const Floats got = softmax_of(*rows, x, count);
          for (std::int64_t i = 0; i < 9 * count; ++i) {
            const auto k = static_cast<std::size_t>(i);
            const bool is_bad = i / count == 2 || i / count == 8;
            ASSERT_TRUE(is_bad ? std::isnan(got[k]) : got[k] == wanted[k]) << path << " " << i;
          }
        }
      }
      const Floats none(static_cast<std::size_t>(count), -kInf);
      for (const float y : softmax_of(*rows, none, count)) ASSERT_TRUE(std::isnan(y)) << path;
    }
  }
}

TEST(SoftmaxRowsTest, ColumnsGiveTheBitsOfRows) {
  constexpr std::int64_t kColumns = 83;
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {1, 3, 8, 31, 32, 63, 64, 65, 100, 127, 128, 129, 200}) {
      const Floats x = scattered(kColumns * count);
      Floats turned(x.size());
      for (std::int64_t c = 0; c < kColumns; ++c)
        for (std::int64_t i = 0; i < count; ++i)
          turned[static_cast<std::size_t>(i * kColumns + c)] =
              x[static_cast<std::size_t>(c * count + i)];
      Floats by_rows(x.size());
      Floats by_columns(x.size());
      for (const bool is_log : {false, true}) {
        (is_log ? rows->log_softmax : rows->softmax)(by_rows.data(), count, x.data(), count,
                                                     kColumns, count);
        (is_log ? rows->log_softmax_columns : rows->softmax_columns)(
            by_columns.data(), kColumns, turned.data(), kColumns, kColumns, count);
        for (std::int64_t c = 0; c < kColumns; ++c)
          for (std::int64_t i = 0; i < count; ++i)
            ASSERT_EQ(by_columns[static_cast<std::size_t>(i * kColumns + c)],
                      by_rows[static_cast<std::size_t>(c * count + i)])
                << path << " " << count << (is_log ? " log" : "");
      }
    }
  }
}

// The largest element, and a sum that is exact where all are equal.
TEST(SoftmaxRowsTest, SumsCountEqualElements) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : counts()) {
      const Floats x(static_cast<std::size_t>(2 * count), 0.7F);
      float largest[2] = {};
      double sums[2] = {};
      rows->sums(largest, sums, x.data(), count, 2, count);
      for (int r = 0; r < 2; ++r) {
        ASSERT_EQ(largest[r], 0.7F) << path << " " << count;
        ASSERT_EQ(sums[r], static_cast<double>(count)) << path << " " << count;
      }
    }
  }
}
