#include <gtest/gtest.h>

#include <cstdlib>

#include "adversarial/matrix.h"
#include "support/part.h"

namespace wright::adversarial {
namespace {

namespace fs = std::filesystem;

const std::vector<Kind>& all_kinds() {
  static const Result<std::vector<Kind>> kinds =
      load_kinds(fs::path(WRIGHT_SOURCE_DIR) / "tests/adversarial/kinds");
  static const std::vector<Kind> none;
  return kinds ? *kinds : none;
}

// `check` names the third that is this commit's; alone, the first is run.
std::optional<int> third_today() {
  return test::part_of_today(3, 0);
}

const std::vector<Kind>& kinds_of_the_day() {
  static const std::optional<int> third = third_today();
  static const std::vector<Kind> part = third ? third_of(all_kinds(), *third) : all_kinds();
  return part;
}

class CorpusTest : public testing::TestWithParam<Planted> {
 protected:
  static Gallery& gallery() {
    const char* share = std::getenv("GTEST_SHARD_INDEX");
    static Result<Gallery> opened =
        Gallery::open(fs::path(WRIGHT_BUILD_DIR) / "tests" / "adversarial_galleries" /
                          (std::string("test") + (share == nullptr ? "" : share)),
                      tools_beside(fs::path(WRIGHT_BUILD_DIR) / "bin" / "tensorwright"));
    return opened.value();
  }
};

std::string name_of(const testing::TestParamInfo<Planted>& info) {
  return info.param.kind->name + (info.param.is_cheat() ? "_bad_" : "_good_") + info.param.name;
}

TEST_P(CorpusTest, ACheatMeetsItsRuleAndATwinPasses) {
  const Twins twins = third_today() ? Twins::checks_of_their_kind : Twins::all_checks;

  const Result<Outcome> outcome = gallery().judge(GetParam(), twins);

  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_TRUE(outcome->is_right())
      << "ended at " << (outcome->check.empty() ? "the end, and passed" : outcome->check) << ": "
      << outcome->message;
}

INSTANTIATE_TEST_SUITE_P(Planted, CorpusTest, testing::ValuesIn(planted_in(kinds_of_the_day())),
                         name_of);

TEST(CorpusFilesTest, EveryKindCanBeRead) {
  const auto kinds = load_kinds(fs::path(WRIGHT_SOURCE_DIR) / "tests/adversarial/kinds");

  ASSERT_TRUE(kinds) << kinds.error().message;
  EXPECT_EQ(third_of(*kinds, 0).size() + third_of(*kinds, 1).size() + third_of(*kinds, 2).size(),
            kinds->size());
}

TEST(MatrixTest, AnEscapeAnotherRuleAndAFalseAlarmAreEachCounted) {
  Kind kind;
  const Planted cheat{&kind, "cheat", "policy.banned"};
  const Planted twin{&kind, "twin", ""};
  const Outcome met{cheat, VerdictStatus::fail, "policy", {"policy.banned"}, ""};
  const Outcome escaped{cheat, VerdictStatus::pass, "", {}, ""};
  const Outcome other{cheat, VerdictStatus::fail, "build", {"build"}, ""};
  const Outcome broken{cheat, VerdictStatus::broken, "build", {"policy.banned"}, ""};
  const Outcome passed{twin, VerdictStatus::pass, "", {}, ""};
  const Outcome alarm{twin, VerdictStatus::fail, "tests", {"tests.failed"}, ""};

  EXPECT_EQ(tally_of({met, passed}), (Tally{1, 0, 0, 1, 0}));
  EXPECT_EQ(tally_of({met, escaped, other, broken, passed, alarm}), (Tally{4, 1, 2, 2, 1}));
  EXPECT_TRUE((Tally{1, 0, 0, 1, 0}).is_clean());
  EXPECT_FALSE((Tally{1, 1, 0, 1, 0}).is_clean());
  EXPECT_FALSE((Tally{1, 0, 1, 1, 0}).is_clean());
  EXPECT_FALSE((Tally{1, 0, 0, 1, 1}).is_clean());
  EXPECT_FALSE((Tally{0, 0, 0, 1, 0}).is_clean());
}

}  // namespace
}  // namespace wright::adversarial
