#include "agent/tuner.h"

#include <gtest/gtest.h>

#include <set>

namespace wright {
namespace {

Tuning small_tuning() {
  return Tuning{"src/t.h",
                "rows {{rows}} columns {{columns}}\n",
                {{"rows", {"4", "6", "8"}}, {"columns", {"8", "16"}}}};
}

TEST(TunerTest, NamesEveryCombinationButTheLandedOneOnce) {
  const std::vector<Candidate> all = candidates(small_tuning(), "a seed");

  const std::set<Candidate> distinct(all.begin(), all.end());
  EXPECT_EQ(all.size(), 5U);
  EXPECT_EQ(distinct.size(), 5U);
  EXPECT_EQ(distinct.count({{"rows", "4"}, {"columns", "8"}}), 0U);
}

TEST(TunerTest, TheOrderIsAFunctionOfTheSeed) {
  EXPECT_EQ(candidates(small_tuning(), "one"), candidates(small_tuning(), "one"));
  EXPECT_NE(candidates(small_tuning(), "one"), candidates(small_tuning(), "two"));
}

TEST(TunerTest, WritesTheTemplateWithItsValues) {
  const Result<Patch> patch = patch_of(small_tuning(), {{"rows", "6"}, {"columns", "16"}});

  ASSERT_TRUE(patch);
  ASSERT_EQ(patch->entries.size(), 1U);
  EXPECT_EQ(patch->entries[0].path, "src/t.h");
  EXPECT_EQ(patch->blobs.at(*patch->entries[0].blob), "rows 6 columns 16\n");
}

TEST(TunerTest, KeepsTheFastestQuarterAndNoneThatIsSlowerOrFailed) {
  const auto one = [](const char* rows, std::optional<double> ratio) {
    return Screened{{{"rows", rows}}, ratio};
  };

  const std::vector<Screened> kept =
      survivors({one("1", 0.9), one("2", 1.5), one("3", std::nullopt), one("4", 1.2), one("5", 1.1),
                 one("6", 1.3), one("7", 1.4), one("8", 1.6), one("9", 1.7), one("10", 1.01)},
                1.0);

  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].candidate.at("rows"), "9");
  EXPECT_EQ(kept[1].candidate.at("rows"), "8");
}

}  // namespace
}  // namespace wright
