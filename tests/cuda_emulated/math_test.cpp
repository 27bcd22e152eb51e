#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tw/cuda.h"

namespace emu::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(MathTest, FastIntrinsicsAreNearTheirFunctions) {
  for (float x = -20; x < 20; x += 0.37F) {
    EXPECT_NEAR(__expf(x) / std::exp(x), 1, 1e-5) << x;
    EXPECT_NEAR(__sinf(x), std::sin(x), 1e-6) << x;
  }
  EXPECT_NEAR(__logf(10), std::log(10.0F), 1e-6);
  EXPECT_NEAR(__powf(3, 2.5F), std::pow(3.0F, 2.5F), 1e-4);
  EXPECT_FLOAT_EQ(__fdividef(7, 2), 3.5F);
  EXPECT_EQ(__fdividef(1, 0x1p127F), 0.0F);
  EXPECT_FLOAT_EQ(rsqrtf(4), 0.5F);
}

TEST(MathTest, SaturationSendsNanToZero) {
  EXPECT_EQ(__saturatef(1.5F), 1.0F);
  EXPECT_EQ(__saturatef(-1.5F), 0.0F);
  EXPECT_EQ(__saturatef(kNan), 0.0F);
}

TEST(MathTest, TheSmallerOfANumberAndNanIsTheNumber) {
  EXPECT_EQ(min(2.0F, kNan), 2.0F);
  EXPECT_EQ(max(kNan, 2.0F), 2.0F);
  EXPECT_EQ(min(-1, 3), -1);
  EXPECT_EQ(max(3U, 7U), 7U);
}

TEST(MathTest, BitsAreCountedAndMoved) {
  EXPECT_EQ(__clz(1), 31);
  EXPECT_EQ(__clz(0), 32);
  EXPECT_EQ(__popcll(0xFF00FFULL), 16);
  EXPECT_EQ(__brev(1U), 0x80000000U);
  EXPECT_EQ(__ffs(0), 0);
  EXPECT_EQ(__ffs(8), 4);
  EXPECT_EQ(__funnelshift_l(0x80000000U, 1U, 1), 3U);
  EXPECT_EQ(__funnelshift_r(2U, 1U, 1), 0x80000001U);
  EXPECT_EQ(__funnelshift_rc(2U, 7U, 40), 7U);
  EXPECT_EQ(__byte_perm(0x33221100U, 0x77665544U, 0x7531U), 0x77553311U);
  EXPECT_EQ(__byte_perm(0x000000FFU, 0U, 0x8888U), 0xFFFFFFFFU);
  EXPECT_EQ(__byte_perm(0x0000007FU, 0U, 0x8888U), 0U);
  EXPECT_EQ(__umulhi(0x80000000U, 4U), 2U);
  EXPECT_EQ(__mulhi(-1, 1), -1);
  EXPECT_EQ(__mul24(-1, 5), -5);
  EXPECT_EQ(__dp4a(0x01020304, 0x01010101, 10), 20);
}

TEST(MathTest, ConversionsRoundAsNamedAndClamp) {
  EXPECT_EQ(__float2int_rn(2.5F), 2);
  EXPECT_EQ(__float2int_rz(-2.5F), -2);
  EXPECT_EQ(__float2int_rd(-2.5F), -3);
  EXPECT_EQ(__float2int_ru(2.1F), 3);
  EXPECT_EQ(__float2int_rz(kInfinity), 2147483647);
  EXPECT_EQ(__float2int_rz(kNan), 0);
  EXPECT_EQ(__float2uint_rz(-3.0F), 0U);
  EXPECT_EQ(__float2ll_rz(-kInfinity), std::numeric_limits<long long>::min());
  EXPECT_EQ(__int2float_rd(16777217), 16777216.0F);
  EXPECT_EQ(__int2float_ru(16777217), 16777218.0F);
  EXPECT_EQ(__int2float_rn(-16777219), -16777220.0F);
  EXPECT_EQ(__int2float_rz(-16777219), -16777218.0F);
  EXPECT_EQ(__int2float_rz(16777219), 16777218.0F);
  EXPECT_EQ(__int2float_ru(16777216), 16777216.0F);
  EXPECT_EQ(__float2ull_rz(kNan), 0x8000000000000000ULL);
  EXPECT_EQ(__double2float_rz(1.0 + 1e-12), 1.0F);
  EXPECT_EQ(__int_as_float(__float_as_int(3.5F)), 3.5F);
  EXPECT_EQ(__hiloint2double(__double2hiint(-7.25), __double2loint(-7.25)), -7.25);
}

TEST(MathTest, AtomicsReturnWhatWasThere) {
  int x = 5;
  unsigned u = 3;
  float f = 1.5F;
  unsigned long long wide = 1;

  EXPECT_EQ(atomicAdd(&x, 2), 5);
  EXPECT_EQ(atomicSub(&x, 3), 7);
  EXPECT_EQ(atomicMax(&x, 100), 4);
  EXPECT_EQ(atomicExch(&x, 1), 100);
  EXPECT_EQ(atomicCAS(&x, 1, 9), 1);
  EXPECT_EQ(atomicCAS(&x, 1, 8), 9);
  EXPECT_EQ(x, 9);
  EXPECT_EQ(atomicInc(&u, 3U), 3U);
  EXPECT_EQ(u, 0U);
  EXPECT_EQ(atomicInc(&u, 3U), 0U);
  EXPECT_EQ(atomicDec(&u, 7U), 1U);
  EXPECT_EQ(atomicDec(&u, 7U), 0U);
  EXPECT_EQ(u, 7U);
  EXPECT_EQ(atomicAdd(&f, 1.0F), 1.5F);
  EXPECT_EQ(atomicOr(&wide, 6ULL), 1ULL);
  EXPECT_EQ(wide, 7ULL);
}

}  // namespace
}  // namespace emu::test
