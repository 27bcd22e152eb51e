#include "campaign/tier_costs.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

TEST(TierCostsTest, AllButMutationAndBenchIsComparedWithBuildAndTests) {
  const TierCosts costs{{},
                        {{"policy", 1, 1},
                         {"build", 4, 8},
                         {"tests", 2, 2},
                         {"sanitize", 9, 12},
                         {"gradcheck", 1, 3},
                         {"gradcheck", 1, 4},
                         {"mutation", 99, 99},
                         {"bench", 99, 99}}};

  EXPECT_DOUBLE_EQ(costs.build_and_tests_s(), 10);
  EXPECT_DOUBLE_EQ(costs.ratio(), 2);
}

TEST(TierCostsTest, WithoutABuildThereIsNoRatio) {
  const TierCosts costs{{}, {{"policy", 1, 1}}};

  EXPECT_DOUBLE_EQ(costs.ratio(), 0);
}

}  // namespace
}  // namespace wright
