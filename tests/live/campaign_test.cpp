// Each of the three APIs leads a campaign to its end, through every tool.
#include "tests/live/live.h"

namespace wright {
namespace {

using test::Loopback;
using test::Ran;
using test::Repository;

class LiveCampaignTest : public ::testing::TestWithParam<const char*> {
 protected:
  Loopback server_{[](const test::Request& request) {
    return test::model_answer(test::quick_script(), request);
  }};
  Repository repository_;
};

TEST_P(LiveCampaignTest, LandsItsTasksAndLeavesNoKeyAnywhere) {
  const std::string agent = GetParam();

  const Ran ran = test::run_quick(repository_, agent + ":test", server_.url());

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "landed       2 by " + agent + ", model test")) << ran.out;
  EXPECT_EQ(
      test::run_line(repository_.path(), "git show campaign/quick:quick_tree/src/first.h").out,
      "#pragma once\n\nconstexpr int kFirst = 1;\n");
  EXPECT_EQ(server_.requests().size(), 9U);
  EXPECT_FALSE(test::holds(ran.out, test::kCanary));
  EXPECT_FALSE(test::is_found(repository_, test::kCanary));
}

TEST_P(LiveCampaignTest, SendsTheKeyAndWhatCameOfEachCall) {
  const Ran ran = test::run_quick(repository_, std::string(GetParam()) + ":test", server_.url());
  ASSERT_EQ(ran.exit_code, 0) << ran.out;

  const auto requests = server_.requests();
  EXPECT_TRUE(test::holds(requests.at(0).head, test::kCanary));
  const std::string& last = requests.at(6).body;
  EXPECT_FALSE(test::holds(last, test::kCanary));
  for (const char* part :
       {"noted", "old_text does not stand in the file", "constexpr int kFirst = 1;", "pass policy",
        "PATH=", "two calls at once"}) {
    EXPECT_TRUE(test::holds(last, part)) << part << " is not in " << last;
  }
}

TEST_P(LiveCampaignTest, IsRecordedAndReplaysToTheSameIds) {
  const Ran ran = test::run_quick(repository_, std::string(GetParam()) + ":test", server_.url());
  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const auto called = server_.requests().size();
  const Ran recorded = test::tensorwright(repository_.path(), "record quick");
  ASSERT_EQ(recorded.exit_code, 0) << recorded.out;

  const Ran again =
      test::tensorwright(repository_.path(), "run quick --again --no-selftest --tuner-seconds 0");

  EXPECT_EQ(again.exit_code, 0) << again.out;
  EXPECT_EQ(server_.requests().size(), called);
}

INSTANTIATE_TEST_SUITE_P(Dialects, LiveCampaignTest,
                         ::testing::Values("anthropic", "openai", "openai-responses"));

TEST(LiveTextTest, AModelWithoutToolsWritesFencedCommands) {
  const Loopback server([](const test::Request& request) {
    return test::model_answer(test::quick_script(), request);
  });
  const Repository repository;

  const Ran ran = test::run_quick(repository, "openai:test", server.url(), "--text-only");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "landed       2 by openai, model test")) << ran.out;
}

}  // namespace
}  // namespace wright
