#include "invariance/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "frame/toolchain.h"
#include "sandbox/sandboxed.h"

namespace wright {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

class SettingsTest : public test::Sandboxed {
 protected:
  CheckRequest request(const std::string& config) {
    CheckRequest asked;
    asked.config = config;
    asked.scratch = scratch_.path();
    asked.share = std::filesystem::path(WRIGHT_BUILD_DIR) / "share";
    asked.sandbox = test::kSandboxProgram;
    return asked;
  }
  Settings settings(const std::string& config) {
    const CheckRequest asked = request(config);
    return settings_of(asked, plan_of(asked).value()).value();
  }
  // What a line of shell says in each setting of a dimension.
  std::vector<std::string> said_in(const std::string& dimension, const std::string& line) {
    std::vector<std::string> said;
    for (const Variation& one : settings("{\"dimensions\":[\"" + dimension + "\"]}").variations) {
      if (one.dimension == Dimension::repeat) continue;
      Command command;
      command.argv = one.setting.started_by;
      command.argv.insert(command.argv.end(), {"/bin/sh", "-c", line});
      command.mounts = one.setting.mounts;
      command.environment = one.setting.environment;
      command.directory = one.setting.directory;
      command.limits.processors = one.setting.processors;
      command.surroundings = one.setting.surroundings;
      said.emplace_back(trim(ran(command).out));
    }
    return said;
  }
};

TEST_F(SettingsTest, EveryDimensionIsVariedOrSaysWhyNot) {
  const Settings all = settings("{}");

  for (int i = 0; i < kDimensions; ++i) {
    const auto dimension = static_cast<Dimension>(i);
    const bool is_varied =
        std::any_of(all.variations.begin(), all.variations.end(),
                    [&](const Variation& one) { return one.dimension == dimension; });
    EXPECT_TRUE(is_varied || all.missing.count(dimension) > 0) << word_for(dimension);
  }
}

TEST_F(SettingsTest, OnlyTheDimensionsThatAreAskedForAndTheRepeatAreVaried) {
  std::set<Dimension> varied;
  for (const Variation& one : settings(R"({"dimensions":["pid"]})").variations) {
    varied.insert(one.dimension);
  }

  EXPECT_EQ(varied, (std::set<Dimension>{Dimension::repeat, Dimension::pid}));
}

TEST_F(SettingsTest, TheWallClockIsAtTheOtherDates) {
  EXPECT_THAT(said_in("date", "date -u +%F"), testing::ElementsAre("2039-02-28", "1999-12-31"));
}

TEST_F(SettingsTest, WhoAndWhereAreOthers) {
  EXPECT_THAT(said_in("host_name", "uname -n"), testing::ElementsAre("build-agent-7"));
  EXPECT_THAT(said_in("user", "id -un; id -u"), testing::ElementsAre("runner\n1001"));
  EXPECT_THAT(said_in("directory", "pwd"), testing::ElementsAre("/usr"));
  EXPECT_GT(std::stoi(said_in("pid", "echo $$").at(0)), 300);
}

TEST_F(SettingsTest, TheEnvironmentIsFullOnceAndEmptyOnce) {
  const std::vector<std::string> said = said_in("environment", "/usr/bin/env");

  ASSERT_EQ(said.size(), 2U);
  EXPECT_THAT(said[0], HasSubstr("CI=true"));
  EXPECT_THAT(said[1], AnyOf("", "PWD=/tmp", StartsWith("PWD=/tmp\n")));
}

TEST_F(SettingsTest, AddressesAreTheSameWhereTheyAreNotRandom) {
  const Settings all = settings(R"({"dimensions":["addresses"]})");
  const auto missing = all.missing.find(Dimension::addresses);
  if (missing != all.missing.end()) GTEST_SKIP() << missing->second;
  const auto stack = [&] {
    return said_in("addresses", "grep -F '[stack]' /proc/self/maps | cut -d - -f 2").at(0);
  };

  EXPECT_EQ(stack(), stack());
}

TEST_F(SettingsTest, AnOddConfigurationIsRefusedByName) {
  for (const auto& [config, words] : std::map<std::string, std::string>{
           {R"({"dimensions":["weather"]})", "names \"weather\"; there are repeat, date"},
           {R"({"dimensions":"date"})", "\"dimensions\" is a list"},
           {R"({"require":[7]})", "\"require\" names 7"},
           {R"({"cases_max":0})", "\"cases_max\" is a whole number"}}) {
    const Result<Plan> plan = plan_of(request(config));
    ASSERT_FALSE(plan) << config;
    EXPECT_THAT(plan.error().message, HasSubstr(words));
  }
}

}  // namespace
}  // namespace wright
