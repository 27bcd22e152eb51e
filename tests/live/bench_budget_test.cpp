// What ends `bench memory` early, and how it goes on.
#include "tests/live/bench_memory.h"

namespace wright {
namespace {

using nlohmann::json;
using test::answer_of;
using test::arm_of;
using test::bench;
using test::costing;
using test::holds;
using test::idle_script;
using test::landing_script;
using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;
using test::Response;

TEST(BenchBudgetTest, ABenchThatWasStoppedGoesOnAndPaysNothingTwice) {
  std::atomic<int> asked{0};
  const Loopback server([&asked](const Request& request) {
    if (++asked == 12) return Response{401, {}, R"({"error":{"message":"not now"}})"};
    return test::model_answer(landing_script(), request);
  });
  const Repository repository;
  const std::string arguments = "--task first --arms 0,2 --repeats 2 --budget-tokens 0";

  const Ran stopped = bench(repository, server.url(), arguments);
  const Ran ran = bench(repository, server.url(), arguments + " --json");

  EXPECT_EQ(stopped.exit_code, 2) << stopped.out;
  EXPECT_TRUE(holds(stopped.out, "stopped in run 3 of 6")) << stopped.out;
  EXPECT_TRUE(holds(stopped.out, "1 of 1 [")) << stopped.out;
  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const json answer = answer_of(ran);
  for (const char* arm : {"0", "2", "2 control"}) {
    EXPECT_EQ(arm_of(answer, arm).at("landed_first").at("count"), 2) << arm;
  }
  EXPECT_EQ(answer.at("spent").at("tokens"), 120 * (asked - 1)) << "a refused call costs nothing";
}

TEST(BenchBudgetTest, OneBudgetHoldsForAllRunsAndALargerOneGoesOn) {
  constexpr std::size_t kCall = 2000;
  const Loopback server([](const Request& request) {
    return costing(test::model_answer(landing_script(), request), kCall);
  });
  const Repository repository;
  const std::string arguments = "--task first --arms 0,1 --repeats 1 --json --budget-tokens ";
  const Ran probe = bench(repository, server.url(),
                          "--task first --arms 0 --repeats 1 --budget-tokens 0 --state elsewhere");
  ASSERT_EQ(probe.exit_code, 0) << probe.out;
  const std::size_t before = server.requests().size();
  const std::size_t budget = server.requests().at(0).body.size() + 10'000;

  const Ran stopped = bench(repository, server.url(), arguments + std::to_string(budget));
  const json so_far = answer_of(stopped);
  const Ran ran = bench(repository, server.url(), arguments + "0");

  EXPECT_EQ(stopped.exit_code, 4) << stopped.out;
  EXPECT_TRUE(holds(so_far.at("stopped").get<std::string>(), "the budget is spent")) << so_far;
  EXPECT_EQ(so_far.at("spent").at("tokens"), 4 * kCall);
  EXPECT_EQ(so_far.at("runs").at("begun"), 2) << so_far;
  EXPECT_EQ(arm_of(so_far, "0").at("landed").at("count"), 1) << "what was measured is printed";
  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(answer_of(ran).at("spent").at("tokens"), kCall * (server.requests().size() - before));
  EXPECT_EQ(server.requests().size() - before, 12U) << "three runs, none of them twice";
}

TEST(BenchBudgetTest, TheSpecsOwnBudgetEndsATaskAndNotTheBench) {
  const Loopback server(
      [](const Request& request) { return test::model_answer(idle_script(), request); });
  const Repository repository;
  test::run_line(repository.path(),
                 "cp -r " + test::quoted(test::source("tests/scenarios/quick/quick").string()) +
                     " . && sed -i 's/tokens_max: 0/tokens_max: 1/' quick/spec.md");

  const Ran ran = test::tensorwright(repository.path(),
                                     "bench memory --spec quick --agent openai:test --no-key "
                                     "--arms 0 --repeats 2 --budget-tokens 0 --json --base-url " +
                                         server.url());

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const json arm = arm_of(answer_of(ran), "0");
  EXPECT_EQ(arm.at("ends"), (json{{"budget of the spec", 2}, {"never began", 2}}));
  EXPECT_EQ(server.requests().size(), 0U);
}

TEST(BenchBudgetTest, ADryRunTellsTheWorstCaseAndCallsNobody) {
  const Loopback server([](const Request&) { return Response{}; });
  const Repository repository;

  const Ran ran = bench(repository, server.url(), "--arms 0,1+talk1 --repeats 2 --dry-run",
                        "anthropic:claude-opus-5-5");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  // 2 repeats of 2 tasks, 3 attempts, 300 turns, 6 tries; twice as many with self-talk.
  for (const char* part : {"at most 21600 calls", "at most 43200 calls", "1+talk1 control", "$"}) {
    EXPECT_TRUE(holds(ran.out, part)) << part << " is not in " << ran.out;
  }
  EXPECT_EQ(server.requests().size(), 0U);
  EXPECT_FALSE(std::filesystem::exists(repository.path() / "logs"));
}

TEST(BenchBudgetTest, ALiveModelWithoutABudgetIsRefusedBeforeAnyCall) {
  const Loopback server([](const Request&) { return Response{}; });
  const Repository repository;

  const Ran ran = bench(repository, server.url(), "");

  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_TRUE(holds(ran.out, "bound it with --budget-usd or --budget-tokens")) << ran.out;
  EXPECT_EQ(server.requests().size(), 0U);
}

}  // namespace
}  // namespace wright
