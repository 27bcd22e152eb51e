// Each folder of planted/ is a kind of bug: bug*.cu each with one fault, twin*.cu without.
//
// expect.json says which tier finds which kind of fault in each bug:
//   {"bug.cu": {"hooks": "race-shared"}, "bug_loop.cu": {"plain": "deadlock"}}
// The line of the fault is one that ends in "// fault".  Twins are silent in every
// tier and every schedule.  A key "twin_tiers" names fewer tiers for the twins;
// "environment" gives files variables: {"bug.cu": {"EMU_FAIL_CALL": "2"}}.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "base/text.h"
#include "cuda_emulated/tiers.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::Run;
using test::Tier;

std::vector<std::string> kinds() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(WRIGHT_PLANTED)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class PlantedTest : public testing::TestWithParam<std::string> {
 protected:
  static void SetUpTestSuite() {
    for (const Tier& tier : test::tiers()) {
      ASSERT_EQ(test::precompile(tier, WRIGHT_PLANTED_HEADERS, "planted.h"), "");
      ASSERT_EQ(test::precompile(tier, WRIGHT_EMULATOR "/include", "tw/cuda.h"), "");
    }
  }

  void SetUp() override {
    expected_ = nlohmann::json::parse(read_file(folder() / "expect.json").value());
  }

  fs::path folder() const { return fs::path(WRIGHT_PLANTED) / GetParam(); }
  fs::path program(const std::string& source, const std::string& tier) const {
    return fs::path(WRIGHT_PLANTED_BUILD) / GetParam() / (source + "." + tier);
  }

  std::vector<std::string> sources(const std::string& prefix) const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder())) {
      const std::string name = entry.path().filename().string();
      if (name.rfind(prefix, 0) == 0 && entry.path().extension() == ".cu") names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  Run build_and_run(const std::string& source, const std::string& tier,
                    const test::Environment& environment) const {
    const std::string trouble =
        test::build(test::tier(tier), folder() / source, program(source, tier));
    if (!trouble.empty()) return {.trouble = trouble};
    return test::run(program(source, tier), environment);
  }

  // Lines that end in "// fault".
  std::vector<int> fault_lines(const std::string& source) const {
    std::vector<int> lines;
    int number = 0;
    for (const std::string& line : split(read_file(folder() / source).value(), '\n')) {
      ++number;
      if (line.size() >= 8 && line.substr(line.size() - 8) == "// fault") lines.push_back(number);
    }
    return lines;
  }

  test::Environment environment(const std::string& source) const {
    const nlohmann::json none = nlohmann::json::object();
    return expected_.value("environment", none).value(source, test::Environment{});
  }

  nlohmann::json expected_;
};

TEST_P(PlantedTest, EachBugIsFoundInItsTierAtItsLine) {
  const std::vector<std::string> bugs = sources("bug");
  ASSERT_FALSE(bugs.empty());
  for (const std::string& bug : bugs) {
    ASSERT_TRUE(expected_.contains(bug)) << "expect.json does not name " << bug;
    std::vector<std::pair<std::string, std::future<Run>>> runs;
    for (const auto& [tier, kind] : expected_.at(bug).items()) {
      runs.emplace_back(tier, std::async(std::launch::async, [this, bug, tier = tier] {
                          return build_and_run(bug, tier, environment(bug));
                        }));
    }
    for (auto& [tier, future] : runs) {
      const Run run = future.get();
      SCOPED_TRACE(GetParam() + "/" + bug + " in the tier " + tier + "\n" + run.output);
      ASSERT_EQ(run.trouble, "");
      EXPECT_EQ(run.exit_code, 86);
      ASSERT_FALSE(run.faults.empty());
      EXPECT_EQ(run.faults[0].at("kind"), expected_.at(bug).at(tier));
      const std::vector<int> lines = fault_lines(bug);
      if (lines.empty()) continue;  // A fault of the whole program: a leak.
      EXPECT_THAT(lines, testing::Contains(run.faults[0].at("line").get<int>()));
      EXPECT_EQ(fs::path(run.faults[0].at("file").get<std::string>()).filename(), bug);
    }
  }
}

TEST_P(PlantedTest, TwinsAreSilentInEveryTierAndSchedule) {
  const std::vector<std::string> twins = sources("twin");
  ASSERT_FALSE(twins.empty());
  const std::vector<std::string> in =
      expected_.value("twin_tiers", std::vector<std::string>{"plain", "asan", "hooks"});
  for (const std::string& twin : twins) {
    std::vector<std::pair<std::string, std::future<Run>>> runs;
    for (const std::string& tier : in) {
      runs.emplace_back(tier, std::async(std::launch::async, [this, twin, tier] {
                          return build_and_run(twin, tier, environment(twin));
                        }));
    }
    for (auto& [tier, future] : runs) {
      std::vector<Run> all;
      all.push_back(future.get());
      for (const char* schedule : {"reverse", "shuffled"}) {
        test::Environment other = environment(twin);
        other["EMU_SCHEDULE"] = schedule;
        all.push_back(test::run(program(twin, tier), other));
      }
      for (const Run& run : all) {
        SCOPED_TRACE(GetParam() + "/" + twin + " in the tier " + tier + "\n" + run.output);
        ASSERT_EQ(run.trouble, "");
        EXPECT_EQ(run.exit_code, 0);
        EXPECT_THAT(run.faults, testing::IsEmpty());
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, PlantedTest, testing::ValuesIn(kinds()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace wright
