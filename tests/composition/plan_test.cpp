#include "composition/plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

Result<WorkPlan> plan_with(const std::string& more) {
  return work_plan_of(fmt::format(R"j({{"run": "f(f32[2], STEPS)", "why": "w", {}}})j", more), "t");
}
std::string fault_of(const std::string& more) {
  const Result<WorkPlan> plan = plan_with(more);
  return plan ? "" : plan.error().message;
}

TEST(WorkPlanTest, WhatItCountsFollowsFromWhereItRuns) {
  EXPECT_EQ(counts_of(plan_with(R"j("budget": {"copies": 1})j").value()).front(), "allocations");
  EXPECT_EQ(counts_of(plan_with(R"j("on": "cuda", "budget": {"launches": 1})j").value()).front(),
            "launches");
}

TEST(WorkPlanTest, ACountOfTheOtherPlaceIsRefused) {
  EXPECT_EQ(fault_of(R"j("on": "cuda", "budget": {"copies": 1})j"),
            "task t, check composition: budget: no count copies on cuda; there are launches, "
            "cuda_calls, cuda_allocations, cuda_copies, cuda_syncs");
  EXPECT_NE(fault_of(R"j("budget": {"launches": 1})j").find("no count launches on cpu"),
            std::string::npos);
}

TEST(WorkPlanTest, OnCudaThereIsNoBaseToCompareWith) {
  EXPECT_NE(fault_of(R"j("on": "cuda", "against": "base")j").find("say a budget"),
            std::string::npos);
  EXPECT_EQ(fault_of(R"j("on": "gpu", "budget": {"launches": 1})j"),
            "task t, check composition: on is cpu or cuda");
}

}  // namespace
}  // namespace wright
