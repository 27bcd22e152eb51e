// layer_norm and rms_norm of rows of f32 in vectors, on every path that this machine has.
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

std::vector<std::int64_t> counts() {
  std::vector<std::int64_t> result;
  for (std::int64_t count = 1; count <= 130; ++count) result.push_back(count);
  for (const std::int64_t count : {1000, 1024, 1025, 2100}) result.push_back(count);
  return result;
}

// From -5 to 5 around `mean`, without a pattern that lanes could hide.
Floats scattered(std::int64_t count, float mean = 0) {
  Floats x(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = mean + static_cast<float>(static_cast<int>(i * 7919 % 2003) - 1001) / 200;
  return x;
}

struct Options {
  bool centred = true;
  const float* weight = nullptr;
  const float* bias = nullptr;
  double eps = 1e-5;
};

Floats norm_of(const VectorRows& path, const Floats& x, std::int64_t count,
               const Options& options = {}) {
  Floats result(x.size(), -77.0F);
  path.norm({result.data(), x.data(), count, static_cast<std::int64_t>(x.size()) / count, count,
             options.weight, options.bias, options.eps, options.centred});
  return result;
}

// Within 6e-7 of the largest element of the row, before a bias is added.
void expect_norm(const float* got, const float* x, std::int64_t count, const Options& options,
                 const std::string& where) {
  long double mean = 0;
  for (std::int64_t i = 0; options.centred && i < count; ++i) mean += x[i];
  mean /= static_cast<long double>(count);
  long double squares = 0;
  for (std::int64_t i = 0; i < count; ++i) squares += (x[i] - mean) * (x[i] - mean);
  const long double root =
      std::sqrt(squares / static_cast<long double>(count) + static_cast<long double>(options.eps));
  std::vector<long double> wanted;
  long double largest = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const long double weight = options.weight != nullptr ? options.weight[i] : 1.0F;
    wanted.push_back((x[i] - mean) / root * weight);
    largest = std::max(largest, std::fabs(wanted.back()));
  }
  for (std::int64_t i = 0; i < count; ++i) {
    const long double bias = options.bias != nullptr ? options.bias[i] : 0.0F;
    const long double exact = wanted[static_cast<std::size_t>(i)] + bias;
    ASSERT_NEAR(static_cast<double>(got[i]), static_cast<double>(exact),
                static_cast<double>(6e-7L * largest + 1e-7L * std::fabs(bias)))
        << where << ", element " << i << " of " << count;
  }
}

bool are_same(const float* a, const float* b, std::int64_t count) {
  return std::equal(a, a + count, b, [](float one, float other) {
    return std::bit_cast<std::uint32_t>(one) == std::bit_cast<std::uint32_t>(other);
  });
}

}  // namespace

TEST(NormRowsTest, AreAccurateWithAndWithoutWeights) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : counts()) {
      const Floats x = scattered(5 * count, 1.5F);
      const Floats weight = scattered(count, 0.3F);
      const Floats bias = scattered(count, -0.7F);
      for (int kind = 0; kind < 8; ++kind) {
        const Options options{.centred = kind % 2 == 0,
                              .weight = kind & 2 ? weight.data() : nullptr,
                              .bias = kind & 4 ? bias.data() : nullptr};
        const Floats got = norm_of(*rows, x, count, options);
        for (std::int64_t r = 0; r < 5; ++r)
          expect_norm(got.data() + r * count, x.data() + r * count, count, options,
                      path + " kind " + std::to_string(kind));
      }
    }
  }
}

// Up to nine rows, one of which takes another way than the others.
TEST(NormRowsTest, AnyNumberOfRowsGivesTheSameBits) {
  constexpr std::int64_t kMost = 9;
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : counts()) {
      if (count > 1025) continue;
      Floats x = scattered(kMost * count);
      for (std::int64_t i = 0; i < count; ++i) {
        x[static_cast<std::size_t>(2 * count + i)] *= 1e30F;
        x[static_cast<std::size_t>(5 * count + i)] += 1e6F;
      }
      for (const bool centred : {true, false}) {
        const Floats all = norm_of(*rows, x, count, {.centred = centred});
        for (std::int64_t first = 0; first < kMost; first += 2) {
          for (std::int64_t end = first + 1; end <= kMost; end += 1 + end / 6) {
            const Floats some =
                norm_of(*rows, Floats(x.begin() + first * count, x.begin() + end * count), count,
                        {.centred = centred});
            ASSERT_TRUE(are_same(some.data(), all.data() + first * count, (end - first) * count))
                << path << " " << first << " to " << end << " of " << count;
          }
        }
      }
    }
  }
}

TEST(NormRowsTest, RowsMayLieFarFromZero) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {2, 15, 16, 40, 64, 65, 100, 512, 1000, 3000}) {
      for (const float mean : {1e3F, -1e5F, 1e6F, -3e7F}) {
        const Floats x = scattered(6 * count, mean);
        const Floats got = norm_of(*rows, x, count);
        for (std::int64_t r = 0; r < 6; ++r)
          expect_norm(got.data() + r * count, x.data() + r * count, count, {}, path);
      }
      // Two neighbours among the floats, between which the mean lies.
      Floats near(static_cast<std::size_t>(4 * count), 1e6F);
      for (std::size_t i = 0; i < near.size(); i += 2) near[i] = std::nextafter(1e6F, 2e6F);
      const Floats got = norm_of(*rows, near, count, {.eps = 0});
      if (count > 15)
        expect_norm(got.data(), near.data(), count, {.eps = 0}, path + " neighbours");
    }
  }
}

// Wherever it is: the first element is not like the others, or one of them is not.
TEST(NormRowsTest, OneElementMayStandOut) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {16, 33, 64, 100, 1000}) {
      for (const float large : {1e3F, -1e7F, 1e12F, 3e18F, -1e25F, 3e38F}) {
        for (const std::int64_t at : {std::int64_t{0}, count / 2, count - 1}) {
          Floats x = scattered(5 * count, 2);
          x[static_cast<std::size_t>(3 * count + at)] = large;
          const Floats got = norm_of(*rows, x, count);
          for (std::int64_t r = 0; r < 5; ++r)
            expect_norm(got.data() + r * count, x.data() + r * count, count, {}, path);
        }
      }
    }
  }
}

// Squares of large ones overflow in float, and those of small ones vanish.
TEST(NormRowsTest, RowsOfAnySize) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {2, 16, 64, 100, 512, 1025}) {
      Floats x = scattered(8 * count, 0.3F);
      const float sizes[] = {1, 1e30F, 1e-30F, 6e37F, 1e-15F, 1e-20F, 1e-38F, 1e18F};
      for (std::int64_t r = 0; r < 8; ++r)
        for (std::int64_t i = 0; i < count; ++i)
          x[static_cast<std::size_t>(r * count + i)] *= sizes[r];
      for (const double eps : {0.0, 1e-5, 1e-40, 1e40, 1e80}) {
        for (const bool centred : {true, false}) {
          const Options options{.centred = centred, .eps = eps};
          const Floats got = norm_of(*rows, x, count, options);
          for (std::int64_t r = 0; r < 8; ++r) {
            if (eps > 1e-5) {  // Results may be denormal or vanish.
              for (std::int64_t i = 0; i < count; ++i)
                ASSERT_TRUE(std::isfinite(got[static_cast<std::size_t>(r * count + i)])) << path;
            } else if (eps == 0 || sizes[r] > 1e-31F) {
              expect_norm(got.data() + r * count, x.data() + r * count, count, options,
                          path + " row " + std::to_string(r));
            }
          }
        }
      }
    }
  }
}

TEST(NormRowsTest, EqualElementsLeaveNothing) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {1, 15, 16, 64, 100}) {
      for (const float value : {0.0F, 0.1F, -3e5F, 1e30F}) {
        const Floats x(static_cast<std::size_t>(5 * count), value);
        for (const float y : norm_of(*rows, x, count)) ASSERT_NEAR(y, 0.0F, 1e-9F) << path;
      }
      const Floats x(static_cast<std::size_t>(5 * count), 7.0F);
      for (const float y : norm_of(*rows, x, count, {.eps = 0})) ASSERT_TRUE(std::isnan(y)) << path;
    }
  }
}

// And no other row.
TEST(NormRowsTest, OneBadElementMakesItsRowNan) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {2, 16, 35, 64, 100}) {
      for (const float bad : {kNan, -kNan, kInf, -kInf}) {
        for (std::int64_t at = 0; at < count; ++at) {
          Floats x = scattered(9 * count);
          const Floats wanted = norm_of(*rows, x, count);
          x[static_cast<std::size_t>(3 * count + at)] = bad;
          x[static_cast<std::size_t>(8 * count + at)] = bad;
          const Floats got = norm_of(*rows, x, count);
          for (std::int64_t i = 0; i < 9 * count; ++i) {
            const auto k = static_cast<std::size_t>(i);
            const bool is_bad = i / count == 3 || i / count == 8;
            ASSERT_TRUE(is_bad ? std::isnan(got[k]) : got[k] == wanted[k]) << path << " " << i;
          }
        }
      }
    }
  }
}

TEST(NormRowsTest, RowsMayLieApart) {
  for (const auto& [path, rows] : paths()) {
    for (const std::int64_t count : {5, 16, 64, 100, 300}) {
      const std::int64_t step = count + 3;
      const Floats x = scattered(7 * step);
      Floats got(static_cast<std::size_t>(7 * count + 1), -77.0F);
      rows->norm({got.data(), x.data(), step, 7, count, nullptr, nullptr, 1e-5, true});
      for (std::int64_t r = 0; r < 7; ++r)
        expect_norm(got.data() + r * count, x.data() + r * step, count, {}, path);
      ASSERT_EQ(got.back(), -77.0F) << path;
      rows->norm({got.data(), x.data(), 0, 7, count, nullptr, nullptr, 1e-5, true});
      for (std::int64_t r = 1; r < 7; ++r)
        ASSERT_TRUE(are_same(got.data(), got.data() + r * count, count)) << path;
    }
  }
}

TEST(NormRowsTest, ALongRow) {
  constexpr std::int64_t kCount = 100000;
  for (const auto& [path, rows] : paths()) {
    for (const float mean : {0.0F, 1e6F}) {
      const Floats x = scattered(2 * kCount, mean);
      const Floats got = norm_of(*rows, x, kCount);
      for (std::int64_t r = 0; r < 2; ++r)
        expect_norm(got.data() + r * kCount, x.data() + r * kCount, kCount, {}, path);
    }
  }
}
