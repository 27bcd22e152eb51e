#include <gtest/gtest.h>

#include <vector>

#include "core/permutation.h"
#include "core/profile.h"

namespace emu {
namespace {

cudaError_t answer(const dim3& grid, const dim3& block, std::size_t shared = 0) {
  return validate({grid, block, shared}, 49152);
}

TEST(ProfileTest, AShapeWithinTheLimitsIsTaken) {
  EXPECT_EQ(answer(dim3(2147483647, 65535, 65535), dim3(16, 16, 4), 49152), cudaSuccess);
  EXPECT_EQ(answer(1, dim3(1, 16, 64)), cudaSuccess);
}

TEST(ProfileTest, AZeroOrTooLargeSizeIsAnInvalidConfiguration) {
  EXPECT_EQ(answer(0, 32), cudaErrorInvalidConfiguration);
  EXPECT_EQ(answer(1, dim3(32, 0)), cudaErrorInvalidConfiguration);
  EXPECT_EQ(answer(1, dim3(32, 1, 0)), cudaErrorInvalidConfiguration);
  EXPECT_EQ(answer(1, 1025), cudaErrorInvalidConfiguration);
  EXPECT_EQ(answer(1, dim3(64, 32)), cudaErrorInvalidConfiguration);
  EXPECT_EQ(answer(1, dim3(1, 1, 65)), cudaErrorInvalidConfiguration);
  EXPECT_EQ(answer(dim3(1, 65536), 32), cudaErrorInvalidConfiguration);
}

TEST(ProfileTest, TooMuchDynamicSharedMemoryIsAnInvalidValue) {
  EXPECT_EQ(answer(1, 32, 49153), cudaErrorInvalidValue);
}

TEST(ProfileTest, UnlessSetTheDeviceIsAnEmulatedSm80) {
  EXPECT_EQ(profile().sm, 80);
  EXPECT_EQ(profile().name, "emulated sm_80");
}

bool is_bijection(const Permutation& order, std::uint64_t count) {
  std::vector<bool> seen(count);
  for (std::uint64_t step = 0; step < count; ++step) {
    const std::uint64_t at = order.at(step);
    if (at >= count || seen[at]) return false;
    seen[at] = true;
  }
  return true;
}

TEST(PermutationTest, EachScheduleTakesEachBlockOnce) {
  for (const Schedule schedule : {Schedule::forward, Schedule::reverse, Schedule::shuffled}) {
    for (const std::uint64_t count : {1U, 2U, 5U, 32U, 1000U})
      EXPECT_TRUE(is_bijection(Permutation(count, schedule, 7, 3), count)) << count;
  }
}

TEST(PermutationTest, TheLargestGridHasAnOrderToo) {
  const std::uint64_t count = std::uint64_t{2147483647} * 65535 * 65535;
  const Permutation order(count, Schedule::shuffled, 7, 3);

  EXPECT_LT(order.at(0), count);
  EXPECT_NE(order.at(0), order.at(1));
}

TEST(PermutationTest, OnlyAShuffledOneDrawsNumbers) {
  Permutation shuffled(32, Schedule::shuffled, 7, 3), forward(32, Schedule::forward, 7, 3);

  EXPECT_NE(shuffled.draw(), shuffled.draw());
  EXPECT_EQ(forward.draw(), 0U);
}

TEST(PermutationTest, AnotherSeedOrRoundIsAnotherOrder) {
  Permutation one(1000, Schedule::shuffled, 1, 0);
  const Permutation other(1000, Schedule::shuffled, 2, 0);
  const Permutation before = one;
  one.shuffle_again();
  int same_seed = 0;
  int same_round = 0;
  for (std::uint64_t step = 0; step < 1000; ++step) {
    same_seed += before.at(step) == other.at(step) ? 1 : 0;
    same_round += before.at(step) == one.at(step) ? 1 : 0;
  }

  EXPECT_LT(same_seed, 20);
  EXPECT_LT(same_round, 20);
}

}  // namespace
}  // namespace emu
