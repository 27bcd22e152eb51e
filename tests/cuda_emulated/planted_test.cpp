// Each folder of planted/ is a kind of bug: bug*.cu each with one fault, twin*.cu without.
//
// expect.json says which tier finds which kind of fault in each bug:
//   {"bug.cu": {"hooks": "race-shared"}, "bug_loop.cu": {"plain": "deadlock"}}
// The line of the fault is one that ends in "// fault".  The tier "plain" finds it in each of
// three schedules, or in those that "schedules" names for the file.  Twins are silent in every
// tier and every schedule; a key "twin_tiers" names fewer tiers for them, and
// "environment" gives files variables: {"bug.cu": {"EMU_FAIL_CALL": "2"}}.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <map>

#include "cuda_emulated/planted_programs.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::Planted;
using test::Run;

class PlantedTest : public testing::TestWithParam<Planted> {
 protected:
  // Two compilers at once.
  static void SetUpTestSuite() {
    std::vector<std::future<std::string>> builds;
    for (const test::Tier& tier : test::tiers()) {
      if (builds.size() == 2) {
        ASSERT_EQ(builds[0].get(), "");
      }
      builds.push_back(
          std::async(std::launch::async, [&tier] { return test::build_planted(tier); }));
    }
    for (auto& build : builds) {
      if (build.valid()) {
        ASSERT_EQ(build.get(), "");
      }
    }
  }
};

using Schedules = std::vector<std::string>;
const Schedules kSchedules{"forward", "reverse", "shuffled"};

// The other tiers find what no order hides.
Schedules schedules_of(const nlohmann::json& expected, const Planted& bug,
                       const std::string& tier) {
  if (tier != "plain") return {"forward"};
  return expected.value("schedules", nlohmann::json::object()).value(bug.file, kSchedules);
}

void expect_fault(const Planted& bug, const std::string& tier, const std::string& kind,
                  const std::string& schedule) {
  const Run run = test::run_planted(bug, tier, schedule);
  SCOPED_TRACE(bug.name() + " in the tier " + tier + ", " + schedule + "\n" + run.output);
  ASSERT_EQ(run.trouble, "");
  EXPECT_EQ(run.exit_code, 86);
  ASSERT_FALSE(run.faults.empty());
  EXPECT_EQ(run.faults[0].at("kind"), kind);
  const std::vector<int> lines = test::fault_lines(bug);
  if (lines.empty()) return;  // A fault of the whole program: a leak.
  EXPECT_THAT(lines, testing::Contains(run.faults[0].at("line").get<int>()));
  EXPECT_EQ(fs::path(run.faults[0].at("file").get<std::string>()).filename(), bug.file);
}

void expect_silence(const Planted& twin, const std::string& tier) {
  for (const std::string& schedule : kSchedules) {
    const Run run = test::run_planted(twin, tier, schedule);
    SCOPED_TRACE(twin.name() + " in the tier " + tier + ", " + schedule + "\n" + run.output);
    ASSERT_EQ(run.trouble, "");
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.faults, testing::IsEmpty());
  }
}

TEST_P(PlantedTest, ABugIsFoundAtItsLineAndATwinIsSilent) {
  const Planted& planted = GetParam();
  const nlohmann::json expected = test::expectations(planted.kind);
  if (planted.is_bug()) {
    ASSERT_TRUE(expected.contains(planted.file)) << "expect.json does not name " << planted.file;
    for (const auto& [tier, kind] : expected.at(planted.file).items()) {
      for (const std::string& schedule : schedules_of(expected, planted, tier))
        expect_fault(planted, tier, kind, schedule);
    }
  } else {
    for (const std::string& tier :
         expected.value("twin_tiers", std::vector<std::string>{"plain", "asan", "hooks"}))
      expect_silence(planted, tier);
  }
}

TEST(PlantedFoldersTest, EachKindHasBugsAndATwinAndTheyAreManyBugs) {
  std::map<std::string, std::pair<int, int>> counts;
  for (const Planted& one : test::all_planted())
    (one.is_bug() ? counts[one.kind].first : counts[one.kind].second) += 1;

  int bugs = 0;
  for (const auto& [kind, count] : counts) {
    EXPECT_GE(count.first, 1) << kind;
    EXPECT_GE(count.second, 1) << kind;
    bugs += count.first;
  }
  EXPECT_GE(bugs, 80);
}

INSTANTIATE_TEST_SUITE_P(Files, PlantedTest, testing::ValuesIn(test::planted_today()),
                         [](const auto& one) {
                           std::string name = one.param.name();
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return c == '/' || c == '.'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace wright
