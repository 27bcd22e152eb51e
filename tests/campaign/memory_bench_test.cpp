// `bench memory` without a model: its arms, their order, their account and what they are said to
// show.
#include "campaign/memory_bench.h"

#include <gtest/gtest.h>

#include "campaign/bench_account.h"
#include "campaign/memory_report.h"

namespace wright {
namespace {

const MemoryArm kPlain{0, 0, false};
const MemoryArm kContent{1, 0, false};
const MemoryArm kContentControl{1, 0, true};

std::vector<std::string> names_of(const std::vector<MemoryArm>& arms) {
  std::vector<std::string> names;
  for (const MemoryArm& arm : arms) names.push_back(arm.name());
  return names;
}

MeasuredTask task_of_tokens(std::int64_t tokens, bool landed) {
  MeasuredTask task{TaskId{"sum"}};
  task.is_over = true;
  task.landed = task.landed_first = landed;
  task.attempts = 1;
  task.used = {1, tokens};
  return task;
}

// Repeats in which the arm spends 200 tokens and its control 100.
MemoryBench bench_of(const std::vector<std::pair<bool, bool>>& landings) {
  MemoryBench bench;
  int repeat = 0;
  for (const auto& [arm, control] : landings) {
    ++repeat;
    bench.cells.push_back({kContent, repeat, {task_of_tokens(200 + repeat, arm)}});
    bench.cells.push_back({kContentControl, repeat, {task_of_tokens(100 - repeat, control)}});
  }
  return bench;
}

TEST(MemoryBenchTest, ArmsAreReadAndNamedAlike) {
  const auto arms = memory_arms("0, 1,2+talk3,0+talk1");

  ASSERT_TRUE(arms);
  EXPECT_EQ(names_of(*arms), (std::vector<std::string>{"0", "1", "2+talk3", "0+talk1"}));
}

TEST(MemoryBenchTest, WhatIsNoArmIsRefused) {
  for (const char* text : {"", "3", "-1", "1+", "1+talk", "1+talk0", "1+talk9", "1+talk10",
                           "1+walk2", "1,,2", "1;2", "12"}) {
    const auto arms = memory_arms(text);
    ASSERT_FALSE(arms) << text;
    EXPECT_EQ(arms.error().kind, ErrorKind::usage) << text;
  }
}

TEST(MemoryBenchTest, EachRepeatBeginsWithAnotherArmAndAControlFollowsItsArm) {
  const std::vector<MemoryArm> arms = memory_arms("0,1,2").value();

  EXPECT_EQ(names_of(order_of_arms(arms, 1)),
            (std::vector<std::string>{"0", "1", "1 control", "2", "2 control"}));
  EXPECT_EQ(names_of(order_of_arms(arms, 2)),
            (std::vector<std::string>{"1", "1 control", "2", "2 control", "0"}));
}

TEST(MemoryBenchTest, ATaskComesWithAllThatItNeedsInTheSpecsOrder) {
  Spec spec;
  spec.name = "chain";
  for (const auto& [id, need] : std::vector<std::pair<std::string, std::string>>{
           {"first", ""}, {"other", ""}, {"second", "first"}, {"third", "second"}}) {
    Task task;
    task.id.value = id;
    if (!need.empty()) task.needs.push_back(TaskId{need});
    spec.tasks.push_back(task);
  }

  const auto tasks = tasks_with_needs(spec, {"third"});

  ASSERT_TRUE(tasks);
  EXPECT_EQ(*tasks, (std::vector<TaskId>{{"first"}, {"second"}, {"third"}}));
  EXPECT_EQ(tasks_with_needs(spec, {})->size(), 4U);
  EXPECT_FALSE(tasks_with_needs(spec, {"fourth"}));
}

TEST(MemoryBenchTest, ACellMaySpendWhatTheOthersHaveLeftAndNeverAllForNothing) {
  Spending spent;
  spent.usage.input = 70;
  spent.usage.output = 20;
  const BenchAccount account{{"a/1", spent}, {"a/2", spent}};
  BudgetRequest limits;
  limits.tokens_max = 100;

  EXPECT_EQ(left_for("a/3", limits, account).tokens_max, 1) << "0 would be no limit";
  EXPECT_EQ(left_for("a/1", limits, account).tokens_max, 10) << "its own ledger has the rest";
  EXPECT_EQ(left_for("a/1", limits, account).picodollars_max, 0);
}

TEST(MemoryBenchTest, FewRepeatsThatAgreeShowNoDifferenceInWhatLanded) {
  const std::vector<std::pair<bool, bool>> for_the_arm{{true, false}, {true, false}, {true, false}};

  const auto differences = differences_of(bench_of(for_the_arm), {kPlain, kContent});

  ASSERT_EQ(differences.size(), 1U) << "the plain arm has no control";
  EXPECT_EQ(differences[0].repeats, 3);
  EXPECT_EQ(differences[0].landed.mean, 1);
  EXPECT_FALSE(differences[0].landed.is_shown());
  EXPECT_NEAR(differences[0].tokens.mean, 104, 1e-9);
  EXPECT_TRUE(differences[0].tokens.is_shown());
}

TEST(MemoryBenchTest, ManyRepeatsThatAgreeShowADifference) {
  const auto differences =
      differences_of(bench_of(std::vector<std::pair<bool, bool>>(12, {true, false})), {kContent});

  EXPECT_TRUE(differences.at(0).landed.is_shown());
}

TEST(MemoryBenchTest, ASingleRepeatHasNoInterval) {
  const auto differences = differences_of(bench_of({{true, false}}), {kContent});

  EXPECT_FALSE(differences.at(0).landed.within);
  EXPECT_FALSE(differences.at(0).tokens.is_shown());
}

TEST(MemoryBenchTest, WhatWasCutOffIsInNoNumber) {
  MemoryBench bench = bench_of({{true, true}, {true, true}});
  bench.cells.back().tasks.back().is_over = false;

  const std::vector<ArmRow> rows = rows_of(bench, {kContent});

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].samples, 2);
  EXPECT_EQ(rows[1].samples, 1);
  EXPECT_EQ(rows[1].tokens.size(), 1U);
  EXPECT_EQ(differences_of(bench, {kContent}).at(0).repeats, 1);
}

}  // namespace
}  // namespace wright
