// `bench memory` with a script: what it says of such a model, and what it refuses.
#include "base/text.h"
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::holds;
using test::Ran;
using test::Repository;

std::string scripted_bench(const std::string& more) {
  return "bench memory --spec " + test::quick_folder("quick") +
         " --agent scripted:" + test::quick_folder("lands.yaml") + " " + more;
}

TEST(BenchMemoryCliTest, AScriptIsCalledOneAndNothingIsCompared) {
  const Repository repository;

  const Ran ran = test::tensorwright(repository.path(), scripted_bench("--arms 0,1 --repeats 1"));

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "the model is a script: these numbers test the bench alone"))
      << ran.out;
  for (const char* word : {"difference", "better", "worse", "each arm less"}) {
    EXPECT_FALSE(holds(ran.out, word)) << word << " is in " << ran.out;
  }
}

TEST(BenchMemoryCliTest, TheSameCommandPrintsTheSameAndJsonSaysThatItIsAScript) {
  const Repository repository;
  const std::string command = scripted_bench("--arms 0,2+talk1 --repeats 2 --json");
  const Ran first = test::tensorwright(repository.path(), command);
  ASSERT_EQ(first.exit_code, 0) << first.out;

  const Ran again = test::tensorwright(repository.path(), command);

  EXPECT_EQ(again.out, first.out);
  EXPECT_TRUE(holds(first.out, "\"scripted\": true")) << first.out;
  EXPECT_TRUE(holds(first.out, "\"differences\": null")) << first.out;
}

TEST(BenchMemoryCliTest, LinesFitAHundredColumns) {
  const Repository repository;

  const Ran ran =
      test::tensorwright(repository.path(), scripted_bench("--arms 0,2+talk1 --repeats 1"));

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  for (const std::string& line : split(ran.out, '\n')) EXPECT_LE(line.size(), 100U) << line;
}

TEST(BenchMemoryCliTest, ASpecThatBeginsAfterARecordedCampaignIsMeasuredOnItsTip) {
  const auto repository = test::with_recording();
  test::tensorwright(repository->path(), "spec new later --into mine");
  test::run_line(repository->path(), "sed -i 's/^target: .*/&\\nafter: quick/' mine/later/spec.md");
  ASSERT_TRUE(write_file(repository->path() / "idle.yaml", "tasks: {}\n"));

  const Ran ran = test::tensorwright(repository->path(),
                                     "bench memory --spec mine/later --agent scripted:idle.yaml "
                                     "--arms 0 --repeats 1 --json");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "\"gave up\": ")) << ran.out;
}

TEST(BenchMemoryCliTest, WhatMakesNoSenseIsOneLine) {
  const Repository repository;
  const std::string bench = "bench memory --spec " + test::quick_folder("quick");
  const std::string script = " --agent scripted:" + test::quick_folder("lands.yaml");
  for (const auto& [arguments, why] : std::vector<std::pair<std::string, std::string>>{
           {bench, "--agent is required"},
           {bench + " --agent tuner", "tuner has no working memory"},
           {bench + script + " --arms 3", "\"3\" is no arm"},
           {bench + script + " --arms 1,1", "--arms names 1 twice"},
           {bench + script + " --arms ''", "is no arm"},
           {bench + script + " --task absent", "spec quick has no task absent"},
           {bench + script + " --repeats 0", "--repeats"},
           {bench + script + " --budget-usd much", "--budget-usd is an amount of dollars"},
           {"bench memory --spec absent" + script, "absent"}}) {
    EXPECT_TRUE(fails_with(test::tensorwright(repository.path(), arguments), 2, why)) << arguments;
  }
  EXPECT_FALSE(std::filesystem::exists(repository.path() / "logs/bench/quick/bench"));
}

TEST(BenchMemoryCliTest, AStateOfAnotherBenchIsNotGoneOnWithUntilItIsForgotten) {
  const Repository repository;
  const std::string first = scripted_bench("--arms 0 --repeats 1 --task first --json");
  const std::string other = scripted_bench("--arms 0 --repeats 1 --json");
  ASSERT_EQ(test::tensorwright(repository.path(), first).exit_code, 0);

  const Ran refused = test::tensorwright(repository.path(), other);
  const Ran forgotten = test::tensorwright(repository.path(), other + " --again");

  EXPECT_TRUE(fails_with(refused, 2, "is of another spec, agent or choice of tasks"));
  EXPECT_EQ(forgotten.exit_code, 0) << forgotten.out;
}

TEST(BenchMemoryCliTest, AFolderThatHoldsSomethingElseIsNeitherUsedNorForgotten) {
  const Repository repository;
  ASSERT_TRUE(make_directories(repository.path() / "mine"));
  ASSERT_TRUE(write_file(repository.path() / "mine/thesis.txt", "years of work\n"));

  for (const char* again : {"", " --again"}) {
    const Ran ran =
        test::tensorwright(repository.path(), scripted_bench("--repeats 1 --state mine") + again);
    EXPECT_TRUE(fails_with(ran, 2, "holds something else than a bench")) << again;
  }
  EXPECT_TRUE(std::filesystem::exists(repository.path() / "mine/thesis.txt"));
}

}  // namespace
}  // namespace wright
