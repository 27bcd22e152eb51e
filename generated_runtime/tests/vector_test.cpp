// The functions of f32 that are computed in vectors, on every path that this machine has.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tw/layers.h"
#include "tw/ops.h"
#include "tw/parallel.h"

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

[[nodiscard]] const VectorFunctions* vector_functions() noexcept;
extern const VectorFunctions kAvx2Functions;
extern const VectorFunctions kAvx512Functions;

}  // namespace tw::cpu

namespace {

using tw::cpu::VectorFunctions;
using tw::cpu::VectorRow;
using Floats = std::vector<float>;

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

// The exact functions are in double, whose rounding errors do not matter here.
struct Case {
  const char* name;
  VectorRow* VectorFunctions::*row;
  tw::Tensor (*op)(const tw::Tensor&);
  double (*exact)(double);
  double ulps;
};

const Case kCases[] = {
    {"sqrt", &VectorFunctions::sqrt, &tw::sqrt, [](double x) { return std::sqrt(x); }, 0.5001},
    {"rsqrt", &VectorFunctions::rsqrt, &tw::rsqrt, [](double x) { return 1 / std::sqrt(x); }, 2},
    {"exp", &VectorFunctions::exp, &tw::exp, [](double x) { return std::exp(x); }, 2},
    {"expm1", &VectorFunctions::expm1, &tw::expm1, [](double x) { return std::expm1(x); }, 2},
    {"log", &VectorFunctions::log, &tw::log, [](double x) { return std::log(x); }, 2},
    {"log1p", &VectorFunctions::log1p, &tw::log1p, [](double x) { return std::log1p(x); }, 2},
    {"tanh", &VectorFunctions::tanh, &tw::tanh, [](double x) { return std::tanh(x); }, 2},
    {"sigmoid", &VectorFunctions::sigmoid, &tw::sigmoid, &sigmoid, 3},
    {"gelu", &VectorFunctions::gelu, &tw::gelu,
     [](double x) { return x < -40 ? -0.0 : 0.5 * x * std::erfc(-std::sqrt(0.5) * x); }, 1},
    {"gelu_tanh", &VectorFunctions::gelu_tanh, &tw::gelu_tanh,
     [](double x) {
       const double u = std::sqrt(2 / std::acos(-1.0)) * (x + 0.044715 * x * x * x);
       return x < -40 ? -0.0 : x * sigmoid(2 * u);
     },
     1},
    {"silu", &VectorFunctions::silu, &tw::silu,
     [](double x) { return x < -700 ? -0.0 : x * sigmoid(x); }, 4},
};

std::vector<std::pair<std::string, const VectorFunctions*>> paths() {
  std::vector<std::pair<std::string, const VectorFunctions*>> result;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    result.emplace_back("avx2", &tw::cpu::kAvx2Functions);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    result.emplace_back("avx512", &tw::cpu::kAvx512Functions);
#endif
  return result;
}

std::uint32_t bits_of(float x) {
  return std::bit_cast<std::uint32_t>(x);
}

// By how many units `got` errs; infinite where it must be the same bits and is not.
double error_of(float got, double exact) {
  constexpr double kWrong = std::numeric_limits<double>::infinity();
  if (std::isnan(exact)) return std::isnan(got) ? 0 : kWrong;
  const auto rounded = static_cast<float>(exact);
  if (std::isinf(rounded) || rounded == 0) return bits_of(got) == bits_of(rounded) ? 0 : kWrong;
  if (!std::isfinite(got)) return kWrong;
  const float size = std::fabs(rounded);
  const double ulp = static_cast<double>(size) - static_cast<double>(std::nextafter(size, 0.0F));
  return std::fabs(static_cast<double>(got) - exact) / ulp;
}

void expect_accurate(const Floats& x) {
  Floats got(x.size());
  for (const auto& [path, functions] : paths()) {
    for (const Case& one : kCases) {
      (functions->*one.row)(got.data(), static_cast<std::int64_t>(x.size()), x.data());
      double worst = 0;
      std::size_t at = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = error_of(got[i], one.exact(static_cast<double>(x[i])));
        if (error <= worst) continue;
        worst = error;
        at = i;
      }
      EXPECT_LE(worst, one.ulps) << path << ": " << one.name << "(" << x[at] << ") gave " << got[at];
    }
  }
}

}  // namespace

// An odd step through the bits meets every exponent, both signs, and NaNs.
TEST(VectorTest, IsAccurateOverAllExponents) {
  Floats x;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += 8209)
    x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  expect_accurate(x);
}

TEST(VectorTest, IsAccurateWhereResultsBeginAndEnd) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  Floats x = {0.0F, -0.0F, kInf, -kInf, std::numeric_limits<float>::quiet_NaN(), 1e-45F, -1e-45F,
              0x1p-126F, -0x1p-126F, 3.4028235e38F, -3.4028235e38F, 1, -1};
  for (const float middle : {0.625F, 1.0F, 9.0F, 14.3F, 16.0F, 17.3F, 86.6F, 87.34F, 88.72F, 89.0F,
                             90.0F, 103.28F, 103.97F, 107.0F, 110.0F}) {
    for (int i = -500; i <= 500; ++i) {
      const float y = middle * (1.0F + static_cast<float>(i) * 1e-5F);
      x.push_back(y);
      x.push_back(-y);
    }
  }
  expect_accurate(x);
}

// Counts up to more than two vectors from starts that are not aligned; nothing else is written.
TEST(VectorTest, AResultDoesNotDependOnItsPlace) {
  constexpr std::int64_t kMost = 40;
  Floats x(static_cast<std::size_t>(kMost));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.37F * static_cast<float>(i) - 5.1F;
  for (const auto& [path, functions] : paths()) {
    for (const Case& one : kCases) {
      Floats whole(x.size());
      (functions->*one.row)(whole.data(), kMost, x.data());
      for (std::int64_t start = 0; start < 3; ++start) {
        for (std::int64_t count = 0; start + count <= kMost; ++count) {
          Floats part(x.size(), -77.0F);
          (functions->*one.row)(part.data() + start, count, x.data() + start);
          for (std::int64_t i = 0; i < kMost; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const bool inside = i >= start && i < start + count;
            ASSERT_EQ(bits_of(part[at]), bits_of(inside ? whole[at] : -77.0F))
                << path << ": " << one.name << " " << start << " " << count << " " << i;
          }
        }
      }
    }
  }
}

// Nor on strides; with more elements than are gathered at a time.
TEST(VectorTest, StridedElementsGiveTheSame) {
  const tw::Tensor x = tw::empty_tensor({40, 30});
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(i % 97) * 0.37F - 20.0F;
  const tw::Tensor one = tw::narrow(tw::narrow(x, 0, 3, 1), 1, 7, 1);
  for (const tw::Tensor& view :
       {x, tw::transpose(x, 0, 1), tw::slice(x, 1, 1, std::nullopt, 2), tw::expand(one, {2, 600}),
        tw::as_strided(x, {600}, {2}, 1)}) {
    const tw::Tensor plain = tw::contiguous(view);
    for (const Case& c : kCases) {
      const tw::Tensor got = c.op(view);
      const tw::Tensor wanted = c.op(plain);
      for (std::int64_t i = 0; i < got.numel(); ++i)
        ASSERT_EQ(bits_of(got.data_as<float>()[i]), bits_of(wanted.data_as<float>()[i])) << c.name;
    }
  }
}

// The widest path that there is, through the op.
TEST(VectorTest, OpsTakeTheWidestPath) {
  const auto all = paths();
  ASSERT_EQ(tw::cpu::vector_functions(), all.empty() ? nullptr : all.back().second);
  if (all.empty()) return;
  const tw::Tensor x = tw::empty_tensor({1003});
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(i) * 0.03F - 15.0F;
  for (const Case& c : kCases) {
    Floats wanted(1003);
    (all.back().second->*c.row)(wanted.data(), 1003, x.data_as<float>());
    const tw::Tensor got = c.op(x);
    for (std::size_t i = 0; i < wanted.size(); ++i)
      ASSERT_EQ(bits_of(got.data_as<float>()[i]), bits_of(wanted[i])) << c.name;
  }
}

// Split over threads, and more than what stays in the caches.
TEST(VectorTest, AResultDoesNotDependOnTheThreads) {
  const tw::Tensor x = tw::empty_tensor({2703, 1001});
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(i % 9973) * 0.004F - 20.0F;
  const int before = tw::threads();
  for (const tw::Tensor& view : {x, tw::transpose(tw::narrow(x, 0, 5, 700), 0, 1)}) {
    for (const Case& c : {kCases[0], kCases[2], kCases[8]}) {
      tw::set_threads(1);
      const tw::Tensor alone = c.op(view);
      tw::set_threads(3);
      const tw::Tensor together = c.op(view);
      const tw::Tensor part = c.op(tw::narrow(view, 0, 333, 1));
      std::int64_t wrong = 0;
      for (std::int64_t i = 0; i < alone.numel(); ++i)
        if (bits_of(alone.data_as<float>()[i]) != bits_of(together.data_as<float>()[i])) ++wrong;
      for (std::int64_t i = 0; i < part.numel(); ++i) {
        const float got = alone.data_as<float>()[333 * part.numel() + i];
        if (bits_of(part.data_as<float>()[i]) != bits_of(got)) ++wrong;
      }
      EXPECT_EQ(wrong, 0) << c.name;
    }
  }
  tw::set_threads(before);
}
