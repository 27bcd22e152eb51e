#include "base/interval.h"

#include <gtest/gtest.h>

#include <cmath>

namespace wright {
namespace {

TEST(IntervalTest, StudentsQuantileIsTheOneOfTheTables) {
  for (const auto& [degrees, wanted] : std::vector<std::pair<int, double>>{{1, 12.7062},
                                                                           {2, 4.3027},
                                                                           {9, 2.2622},
                                                                           {10, 2.2281},
                                                                           {11, 2.20099},
                                                                           {15, 2.1314},
                                                                           {30, 2.0423},
                                                                           {120, 1.9799},
                                                                           {1000000, 1.9600}}) {
    EXPECT_NEAR(t_quantile(degrees), wanted, 1e-4) << degrees;
  }
}

// Newcombe (1998), table I, method 3.
TEST(IntervalTest, WilsonsIsTheOneOfThePaper) {
  const Interval many = wilson(81, 263);
  const Interval few = wilson(15, 148);
  const Interval none = wilson(0, 20);
  const Interval one = wilson(1, 29);

  EXPECT_NEAR(many.low, 0.2553, 1e-4);
  EXPECT_NEAR(many.high, 0.3662, 1e-4);
  EXPECT_NEAR(few.low, 0.0624, 1e-4);
  EXPECT_NEAR(few.high, 0.1605, 1e-4);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.1611, 1e-4);
  EXPECT_NEAR(one.low, 0.0061, 1e-4);
  EXPECT_NEAR(one.high, 0.1718, 1e-4);
}

TEST(IntervalTest, WilsonsOfNothingIsEverything) {
  EXPECT_EQ(wilson(0, 0), (Interval{0, 1}));
  EXPECT_EQ(wilson(3, 3).high, 1);
}

// 1 to 5: a standard deviation of 1.5811, so that 2.7764 * 0.70711 = 1.9633.
TEST(IntervalTest, AMeansIntervalIsStudents) {
  const auto interval = mean_interval({1, 2, 3, 4, 5});

  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 1.0367, 1e-4);
  EXPECT_NEAR(interval->high, 4.9633, 1e-4);
}

TEST(IntervalTest, OneValueHasNoInterval) {
  EXPECT_FALSE(mean_interval({7}));
  EXPECT_FALSE(paired_interval({1}));
}

// (b - c) / (n + 2) = 3 / 10, and sqrt(((b + c + 1) - 9 / 10)) / 10 = sqrt(5.1) / 10, times 2.3646.
TEST(IntervalTest, APairedIntervalIsAgrestisAndMins) {
  const auto interval = paired_interval({1, 1, 1, 1, -1, 0, 0, 0});

  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 0.3 - 0.5340, 1e-4);
  EXPECT_NEAR(interval->high, 0.3 + 0.5340, 1e-4);
}

TEST(IntervalTest, FewPairsThatAgreeProveNothing) {
  EXPECT_TRUE(paired_interval({1, 1, 1, 1})->holds(0));
  EXPECT_FALSE(paired_interval({1, 1, 1, 1, 1, 1})->holds(0));
}

// How often the interval holds the truth, over all outcomes of `pairs`, of which a share `up`
// differs by 1 and a share `down` by -1.
double coverage(int pairs, double up, double down) {
  double covered = 0;
  for (int plus = 0; plus <= pairs; ++plus) {
    for (int minus = 0; plus + minus <= pairs; ++minus) {
      const int same = pairs - plus - minus;
      const double ways = std::exp(std::lgamma(pairs + 1) - std::lgamma(plus + 1) -
                                   std::lgamma(minus + 1) - std::lgamma(same + 1));
      std::vector<double> differences(static_cast<std::size_t>(pairs), 0);
      for (int at = 0; at < plus + minus; ++at) {
        differences[static_cast<std::size_t>(at)] = at < plus ? 1 : -1;
      }
      const double chance =
          ways * std::pow(up, plus) * std::pow(down, minus) * std::pow(1 - up - down, same);
      if (paired_interval(differences)->holds(up - down)) covered += chance;
    }
  }
  return covered;
}

TEST(IntervalTest, WhereThereIsNoDifferenceOneExperimentOfSixteenShowsOneAtMost) {
  for (const int pairs : {2, 3, 5, 10, 20}) {
    for (const double share : {0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5}) {
      EXPECT_GE(coverage(pairs, share, share), 15.0 / 16 - 1e-9) << pairs << " pairs, " << share;
    }
  }
}

}  // namespace
}  // namespace wright
