#include "plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Plan> planned(const std::string& more) {
  CheckRequest request;
  request.check = "cuda_emulated";
  request.task = TaskId{"sum"};
  request.config = R"x({"calls": ["sum(f32[3])"], "why": "exact")x";
  request.config += (more.empty() ? "" : ", " + more) + "}";
  return plan_of(request);
}

std::vector<std::string> told(const Plan& plan) {
  std::vector<std::string> texts;
  for (const Setting& setting : settings_of(plan)) texts.push_back(text_of(setting));
  return texts;
}

TEST(PlanTest, WithoutWordsEachTierRunsAndPlainInThreeSchedules) {
  const auto plan = planned("");

  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->sweep.repeat, 1);
  EXPECT_THAT(told(*plan), ElementsAre("plain, forward, sm_80", "plain, reverse, sm_80",
                                       "plain, shuffled, sm_80", "asan, forward, sm_80",
                                       "hooks, forward, sm_80"));
}

TEST(PlanTest, OtherProfilesRunPlainInTheFirstSchedule) {
  const auto plan = planned(R"("tiers": ["hooks", "plain"], "schedules": ["shuffled"],
                 "profiles": ["sm_90", "sm_75"], "repeat": 3)");

  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->sweep.repeat, 3);
  EXPECT_THAT(told(*plan), ElementsAre("hooks, shuffled, sm_90", "plain, shuffled, sm_90",
                                       "plain, shuffled, sm_75"));
}

TEST(PlanTest, AWrongWordIsAnErrorThatNamesItsKey) {
  for (const auto& [more, key] :
       std::vector<std::pair<std::string, std::string>>{{R"("tiers": ["fast"])", "tiers"},
                                                        {R"("tiers": [])", "tiers"},
                                                        {R"("tiers": "plain")", "tiers"},
                                                        {R"("tiers": ["plain", "plain"])", "tiers"},
                                                        {R"("schedules": ["random"])", "schedules"},
                                                        {R"("profiles": [80])", "profiles"},
                                                        {R"("profiles": ["sm_70"])", "profiles"},
                                                        {R"("slow_every": 0)", "slow_every"},
                                                        {R"("files": [])", "files"},
                                                        {R"("cases": 1)", "cases"}}) {
    const auto plan = planned(more);

    ASSERT_FALSE(plan) << more;
    EXPECT_EQ(plan.error().kind, ErrorKind::spec);
    EXPECT_THAT(plan.error().message, HasSubstr("\"" + key + "\"")) << more;
  }
}

}  // namespace
}  // namespace wright
