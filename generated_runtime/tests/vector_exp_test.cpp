// exp of f32 in vectors, on every path that this machine has: what is ordinary beside what is
// extreme.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tw/ops.h"

namespace tw::cpu {

// As in src/cpu/vector_functions.h.
using VectorRow = void(float* out, std::int64_t count, const float* x) noexcept;

struct VectorFunctions {
  VectorRow* sqrt;
  VectorRow* rsqrt;
  VectorRow* exp;
  VectorRow* expm1;
  VectorRow* log;
  VectorRow* log1p;
  VectorRow* tanh;
  VectorRow* sigmoid;
  VectorRow* gelu;
  VectorRow* gelu_tanh;
  VectorRow* silu;
};

extern const VectorFunctions kAvx2Functions;
extern const VectorFunctions kAvx512Functions;

}  // namespace tw::cpu

namespace {

using Floats = std::vector<float>;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kMax = std::numeric_limits<float>::max();

std::vector<std::pair<std::string, tw::cpu::VectorRow*>> paths() {
  std::vector<std::pair<std::string, tw::cpu::VectorRow*>> result;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    result.emplace_back("avx2", tw::cpu::kAvx2Functions.exp);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    result.emplace_back("avx512", tw::cpu::kAvx512Functions.exp);
#endif
  return result;
}

std::uint32_t bits_of(float x) {
  return std::bit_cast<std::uint32_t>(x);
}

Floats exps_of(tw::cpu::VectorRow* row, const Floats& x) {
  Floats result(x.size());
  row(result.data(), static_cast<std::int64_t>(x.size()), x.data());
  return result;
}

// Within two units of the last place, or what one rounding leaves of a denormal result; the same
// bits where the result is 0 or infinite.
void expect_exps(const Floats& got, const Floats& x, const std::string& path) {
  ASSERT_EQ(got.size(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = std::exp(double{x[i]});
    const auto rounded = static_cast<float>(exact);
    if (std::isnan(rounded)) {
      ASSERT_TRUE(std::isnan(got[i])) << path << " " << got[i];
    } else if (std::isinf(rounded) || rounded == 0) {
      ASSERT_EQ(bits_of(got[i]), bits_of(rounded)) << path << ": exp(" << x[i] << ")";
    } else {
      const double unit = double{rounded} - double{std::nextafter(rounded, 0.0F)};
      const bool is_normal = rounded >= std::numeric_limits<float>::min();
      const double most = is_normal ? 2 * unit : 0.501 * unit + 2e-7 * exact;
      ASSERT_LE(std::fabs(double{got[i]} - exact), most) << path << ": exp(" << x[i] << ")";
    }
  }
}

}  // namespace

TEST(VectorExpTest, OfNothingIsOne) {
  for (const auto& [path, row] : paths())
    for (const float x : {0.0F, -0.0F, 1e-45F, -1e-45F, 1e-9F, -1e-9F})
      for (const std::size_t count : {1U, 8U, 64U})
        for (const float y : exps_of(row, Floats(count, x))) ASSERT_EQ(y, 1.0F) << path << " " << x;
}

// From where results vanish to where they overflow, and all that is ordinary in between.
TEST(VectorExpTest, IsAccurateFromEndToEnd) {
  Floats x;
  for (std::int64_t i = -105 * 4096; i <= 90 * 4096; ++i)
    x.push_back(static_cast<float>(i) / 4096 + static_cast<float>(i % 7) * 1e-6F);
  for (const auto& [path, row] : paths()) expect_exps(exps_of(row, x), x, path);
}

TEST(VectorExpTest, DenormalResultsAreRoundedOnce) {
  Floats x;
  for (float y = -104.1F; y < -87.3F; y = std::nextafter(y, 0.0F) * (1 - 0x1p-21F)) x.push_back(y);
  for (const auto& [path, row] : paths()) expect_exps(exps_of(row, x), x, path);
}

TEST(VectorExpTest, FarOutsideNothingIsLost) {
  Floats x = {kInf, -kInf, kNan, -kNan, kMax, -kMax,
              std::bit_cast<float>(0x7FC12345U), std::bit_cast<float>(0xFFFFFFFFU)};
  for (float y = 60; y < kMax / 1.1F; y *= 1.07F) {
    x.push_back(y);
    x.push_back(-y);
  }
  for (const auto& [path, row] : paths()) expect_exps(exps_of(row, x), x, path);
}

// One extreme element sends what lies around it another way, which gives the same bits.
TEST(VectorExpTest, AnExtremeElementChangesNoOther) {
  constexpr std::size_t kCount = 130;
  Floats ordinary(kCount);
  for (std::size_t i = 0; i < kCount; ++i)
    ordinary[i] = static_cast<float>(static_cast<int>(i * 7919 % 1741) - 870) * 0.1F;
  for (const auto& [path, row] : paths()) {
    const Floats wanted = exps_of(row, ordinary);
    expect_exps(wanted, ordinary, path);
    for (const float extreme : {-87.4F, -103.0F, 88.8F, -1e9F, 1e9F, -kInf, kInf, kNan, -kNan}) {
      for (std::size_t at = 0; at < kCount; ++at) {
        Floats x = ordinary;
        x[at] = extreme;
        Floats got = exps_of(row, x);
        expect_exps({got[at]}, {extreme}, path);
        got[at] = wanted[at];
        ASSERT_EQ(got, wanted) << path << ": " << extreme << " at " << at;
      }
    }
  }
}

TEST(VectorExpTest, CountsOfAnySizeGiveTheSame) {
  Floats x(130);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>(i) * (i % 11 == 0 ? 3.1F : 0.6F) - 40.0F;
  for (const auto& [path, row] : paths()) {
    const Floats all = exps_of(row, x);
    for (std::size_t count = 0; count <= x.size(); ++count) {
      Floats some(x.size(), -77.0F);
      row(some.data(), static_cast<std::int64_t>(count), x.data());
      for (std::size_t i = 0; i < x.size(); ++i)
        ASSERT_EQ(some[i], i < count ? all[i] : -77.0F) << path << " " << count;
    }
  }
}

TEST(VectorExpTest, TheOpGivesTheBitsOfTheWidestPath) {
  const auto all = paths();
  const tw::Tensor x = tw::empty_tensor({7, 149});
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(i) * 0.2F - 107.0F;
  const Floats given(x.data_as<float>(), x.data_as<float>() + x.numel());
  const tw::Tensor y = tw::exp(x);
  const Floats got(y.data_as<float>(), y.data_as<float>() + y.numel());
  expect_exps(got, given, "op");
  if (all.empty()) return;
  EXPECT_EQ(got, exps_of(all.back().second, given));
}
