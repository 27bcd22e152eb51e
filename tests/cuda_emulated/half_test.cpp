// Half and bfloat16: NVIDIA's conversions against the compiler's own _Float16, and what
// the emulator adds to NVIDIA's headers against sums that round once.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>

#include "tw/cuda.h"
// After tw/cuda.h, as kernel files have them.
#include <cuda_bf16.h>
#include <cuda_fp16.h>

namespace emu::test {
namespace {

// Bit patterns all over the floats, the same in every run.
template <class Check>
void over_floats(Check&& check) {
  std::uint32_t bits = 0;
  for (int step = 0; step < 400'000; ++step, bits += 10'737U) check(std::bit_cast<float>(bits));
}

__half half_of(std::uint16_t bits) {
  return __ushort_as_half(bits);
}

#if defined(__FLT16_MAX__)
TEST(HalfTest, AFloatBecomesTheHalfThatTheCompilerGives) {
  over_floats([](float x) {
    const std::uint16_t ours = __half_as_ushort(__float2half(x));
    const auto theirs = std::bit_cast<std::uint16_t>(static_cast<_Float16>(x));
    if (std::isnan(x)) {
      ASSERT_TRUE(std::isnan(__half2float(half_of(ours))));
    } else {
      ASSERT_EQ(ours, theirs) << x;
    }
  });
}

TEST(HalfTest, EveryHalfHasTheValueThatTheCompilerGives) {
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const float ours = __half2float(half_of(static_cast<std::uint16_t>(bits)));
    const auto theirs =
        static_cast<float>(std::bit_cast<_Float16>(static_cast<std::uint16_t>(bits)));
    if (!std::isnan(theirs)) {
      ASSERT_EQ(ours, theirs);
    }
  }
}
#endif

TEST(HalfTest, ABfloat16IsTheFloatRoundedToNearestEven) {
  over_floats([](float x) {
    if (std::isnan(x)) return;
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t rounded = bits + 0x7FFF + ((bits >> 16) & 1);
    ASSERT_EQ(__bfloat16_as_ushort(__float2bfloat16(x)), rounded >> 16) << x;
  });
}

// The exact sum fits into 80 bits: a product of 22 bits and an addend, 64 bits apart.
TEST(HalfTest, AFusedMultiplyAddRoundsOnce) {
  std::uint32_t state = 1;
  const auto next = [&state] {
    state = state * 1664525U + 1013904223U;
    return half_of(static_cast<std::uint16_t>(state >> 16));
  };
  int differ_from_two_roundings = 0;
  for (int step = 0; step < 200'000; ++step) {
    const __half a = next(), b = next(), c = next();
    const float x = __half2float(a), y = __half2float(b), z = __half2float(c);
    const float exact_to_odd = static_cast<float>(emu::fused_to_odd(x, y, z));
    const __half fused = __hfma(a, b, c);
    if (std::isnan(exact_to_odd)) continue;
    const long double exact = static_cast<long double>(x) * y + z;
    if (!std::isfinite(__half2float(fused)) || exact == 0) continue;
    const long double distance = std::fabs(static_cast<long double>(__half2float(fused)) - exact);
    const long double spacing = std::fmax(std::ldexp(1.0L, std::ilogb(exact) - 10), 0x1p-24L);
    ASSERT_LE(distance, spacing / 2) << x << " * " << y << " + " << z;
    differ_from_two_roundings +=
        __half_as_ushort(fused) != __half_as_ushort(__hadd(__hmul(a, b), c)) ? 1 : 0;
  }
  EXPECT_GT(differ_from_two_roundings, 1000);
}

TEST(HalfTest, TheProductIsNotRoundedBeforeTheSum) {
  const __half factor = __float2half(1.0F + 0x1p-10F);
  const __half addend = __float2half(-1.0F - 0x1p-9F);  // The product, rounded.

  EXPECT_EQ(__half2float(__hfma(factor, factor, addend)), 0x1p-20F);
  EXPECT_EQ(__half2float(__hadd(__hmul(factor, factor), addend)), 0.0F);
}

TEST(HalfTest, PairsDoToBothWhatScalarsDo) {
  const __half2 x(__float2half(0.5F), __float2half(2.0F));

  const __half2 y = h2exp(x);
  const __half2 z = __hfma2(x, x, x);

  EXPECT_EQ(__half_as_ushort(__low2half(y)), __half_as_ushort(hexp(__low2half(x))));
  EXPECT_EQ(__half_as_ushort(__high2half(y)), __half_as_ushort(hexp(__high2half(x))));
  EXPECT_EQ(__low2float(z), 0.75F);
  EXPECT_EQ(__high2float(z), 6.0F);
}

TEST(HalfTest, ConversionsToIntegersRoundAsNamedAndClamp) {
  const __half x = __float2half(2.5F), huge = __float2half(INFINITY), none = __float2half(NAN);

  EXPECT_EQ(__half2int_rn(x), 2);
  EXPECT_EQ(__half2int_rd(__hneg(x)), -3);
  EXPECT_EQ(__half2int_ru(x), 3);
  EXPECT_EQ(__half2int_rn(huge), 2147483647);
  EXPECT_EQ(__half2uint_rn(__hneg(x)), 0U);
  EXPECT_EQ(__half2int_rn(none), 0);
  EXPECT_EQ(__bfloat162int_rn(__float2bfloat16(3.0F)), 3);
}

TEST(HalfTest, AtomicsAddInTheirType) {
  __half sum = __float2half(1.0F);
  __nv_bfloat162 pair(__float2bfloat16(1.0F), __float2bfloat16(2.0F));

  const __half before = atomicAdd(&sum, __float2half(0.5F));
  atomicAdd(&pair, __nv_bfloat162(__float2bfloat16(4.0F), __float2bfloat16(8.0F)));

  EXPECT_EQ(__half2float(before), 1.0F);
  EXPECT_EQ(__half2float(sum), 1.5F);
  EXPECT_EQ(__low2float(pair), 5.0F);
  EXPECT_EQ(__high2float(pair), 10.0F);
}

}  // namespace
}  // namespace emu::test
