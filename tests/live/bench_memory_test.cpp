// `bench memory` against a model server: what is measured is what the server has counted, and a
// control spends what its arm has spent.
#include "tests/live/bench_memory.h"

namespace wright {
namespace {

using nlohmann::json;
using test::answer_of;
using test::arm_of;
using test::bench;
using test::costing;
using test::count_of;
using test::holds;
using test::idle_script;
using test::landing_script;
using test::Loopback;
using test::memory_alone_lands;
using test::Ran;
using test::remembers;
using test::Repository;
using test::Request;
using test::Response;

TEST(BenchMemoryTest, AnArmsNumbersAreTheServersAccount) {
  for (const char* agent : {"anthropic:test", "openai:test", "openai-responses:test"}) {
    const Loopback server(
        [](const Request& request) { return test::model_answer(landing_script(), request); });
    const Repository repository;

    const Ran ran = bench(repository, server.url(),
                          "--task first --arms 0,1 --repeats 2 --budget-tokens 0 --json", agent);

    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    const json answer = answer_of(ran);
    const json arm = arm_of(answer, "1");
    EXPECT_EQ(arm.at("calls"), count_of(server, true)) << agent;
    EXPECT_EQ(arm.at("spent").at("input"), 100 * count_of(server, true));
    EXPECT_EQ(arm.at("spent").at("output"), 20 * count_of(server, true));
    EXPECT_EQ(arm.at("landed").at("count"), 2);
    EXPECT_EQ(arm_of(answer, "0").at("calls").get<std::int64_t>() +
                  arm_of(answer, "1 control").at("calls").get<std::int64_t>(),
              count_of(server, false));
    EXPECT_EQ(answer.at("spent").at("calls"), server.requests().size());
  }
}

TEST(BenchMemoryTest, NothingOfTheUsersIsTouched) {
  const Loopback server(
      [](const Request& request) { return test::model_answer(test::quick_script(), request); });
  const Repository repository;

  const Ran ran =
      bench(repository, server.url(), "--arms 2+talk1 --repeats 1 --budget-tokens 0 --json");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const Ran left =
      test::run_line(repository.path(), "git for-each-ref; git status --porcelain; ls -A . logs");
  EXPECT_EQ(test::run_line(repository.path(), "git for-each-ref | wc -l").out, "1\n") << left.out;
  EXPECT_EQ(test::run_line(repository.path(), "git status --porcelain").out, "") << left.out;
  EXPECT_FALSE(std::filesystem::exists(repository.path() / "logs/runs"));
}

TEST(BenchMemoryTest, AControlMakesAsManyCallsAsItsArm) {
  const Loopback server(memory_alone_lands);
  const Repository repository;

  const Ran ran =
      bench(repository, server.url(), "--task first --arms 1 --repeats 2 --budget-tokens 0 --json");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const json answer = answer_of(ran);
  EXPECT_EQ(arm_of(answer, "1").at("calls"), 8);
  EXPECT_EQ(arm_of(answer, "1").at("landed_first").at("count"), 2);
  EXPECT_EQ(arm_of(answer, "1 control").at("calls"), 8);
  EXPECT_EQ(arm_of(answer, "1 control").at("ends"), (json{{"tokens matched", 2}}));
  EXPECT_EQ(count_of(server, false), 8);
}

// Each answer to the control costs 240 tokens, so that two of them are what the arm's four cost.
TEST(BenchMemoryTest, AControlSpendsTheTokensOfItsArm) {
  const Loopback server([](const Request& request) {
    const Response response = memory_alone_lands(request);
    return remembers(request) ? response : costing(response, 240);
  });
  const Repository repository;

  const Ran ran =
      bench(repository, server.url(), "--task first --arms 1 --repeats 1 --budget-tokens 0 --json");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const json answer = answer_of(ran);
  EXPECT_EQ(arm_of(answer, "1").at("spent").at("tokens"), 480);
  EXPECT_EQ(arm_of(answer, "1 control").at("spent").at("tokens"), 480);
  EXPECT_EQ(arm_of(answer, "1 control").at("calls"), 2);
}

TEST(BenchMemoryTest, ATaskThatNeedsWhatNeverLandedHasNotLandedEither) {
  const Loopback server(
      [](const Request& request) { return test::model_answer(idle_script(), request); });
  const Repository repository;

  const Ran ran = bench(repository, server.url(), "--arms 0 --repeats 1 --budget-tokens 0 --json");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  const json arm = arm_of(answer_of(ran), "0");
  EXPECT_EQ(arm.at("samples"), 2);
  EXPECT_EQ(arm.at("landed").at("count"), 0);
  EXPECT_EQ(arm.at("ends"), (json{{"gave up", 3}, {"never began", 1}}));
}

TEST(BenchMemoryTest, ALiveModelIsNamedAndAnIntervalWithZeroShowsNothing) {
  const Loopback server(
      [](const Request& request) { return test::model_answer(test::quick_script(), request); });
  const Repository repository;

  const Ran ran =
      bench(repository, server.url(), "--task first --arms 0,1 --repeats 2 --budget-tokens 0");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  for (const char* part :
       {"spec quick, model test over openai, 2 repeats", "arm 1 control, repeat 2",
        "each arm less its control", "no difference shown", "2 of 2 ["}) {
    EXPECT_TRUE(holds(ran.out, part)) << part << " is not in " << ran.out;
  }
  EXPECT_FALSE(holds(ran.out, "a difference\n")) << ran.out;
  EXPECT_FALSE(test::is_found(repository, test::kCanary));
}

// A first call is reserved at a token for each byte and some more; a run of four calls costs
// 8,000. So a budget that is by 10,000 larger than the first request has room for one run.

}  // namespace
}  // namespace wright
