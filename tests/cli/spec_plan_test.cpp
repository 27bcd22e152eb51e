// `spec plan`: a goal becomes a spec that passes the lint, or nothing at all.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::holds;
using test::quoted;
using test::Ran;
using test::Repository;

const std::string kSpec =
    "---\nspec: wanted\ntarget: tree\nchecks: [policy]\n---\n# Wanted\n\n[R1] `a.h` holds one.\n";
const std::string kTask =
    "---\nid: first\ntitle: The first file\nneeds: []\nwrites: [a.h]\nclauses: [R1]\n---\nWrite "
    "it.\n";

class SpecPlanTest : public ::testing::Test {
 protected:
  void SetUp() override { put("goal.md", "A header that holds one.\n"); }

  void put(const std::string& path, const std::string& text) const {
    ASSERT_TRUE(make_directories((repository_.path() / path).parent_path()));
    ASSERT_TRUE(write_file(repository_.path() / path, text));
  }
  // A planner whose replies are folders of the repository, or commands.
  Ran plan(const std::string& turns, const std::string& more = "") const {
    put("script.yaml", "tasks:\n  plan:\n    - " + turns + "\n");
    return test::tensorwright(
        repository_.path(),
        "spec plan goal.md --agent scripted:script.yaml --out mine/wanted " + more);
  }
  void make_good() const {
    put("good/spec.md", kSpec);
    put("good/tasks/010-first.md", kTask);
  }
  [[nodiscard]] std::string kept(const std::string& path) const {
    return read_file(repository_.path() / "mine" / path).value_or("(absent)");
  }
  [[nodiscard]] bool is_there(const std::string& path) const {
    return std::filesystem::exists(repository_.path() / path);
  }

  Repository repository_;
};

TEST_F(SpecPlanTest, AGoodReplyBecomesASpecWhichIsShown) {
  make_good();

  const Ran ran = plan("[{copy: good}]");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  for (const char* part : {"tasks/010-first.md", "[R1] `a.h` holds one.", "The first file",
                           "clauses R1; writes a.h", "spec lint mine/wanted"}) {
    EXPECT_TRUE(holds(ran.out, part)) << part << " is not in " << ran.out;
  }
  EXPECT_EQ(kept("wanted/spec.md"), kSpec);
  EXPECT_EQ(test::tensorwright(repository_.path(), "spec lint mine/wanted").exit_code, 0);
  EXPECT_TRUE(holds(kept("wanted.plan/1-prompt.md"), "A header that holds one."));
  EXPECT_TRUE(holds(kept("wanted.plan/1-reply.json"), "tasks/010-first.md"));
  EXPECT_FALSE(is_there("logs/runs"));
}

TEST_F(SpecPlanTest, WhatTheLintFindsIsToldToThePlanner) {
  make_good();
  put("bad/spec.md", kSpec);
  put("bad/tasks/010-first.md", "---\nid: first\n---\nNothing.\n");

  const Ran ran = plan("[{reply: \"Sure!\"}, {copy: bad}, {copy: good}]");

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(kept("wanted.plan/2-prompt.md"), "does not write the files of a spec"));
  EXPECT_TRUE(holds(kept("wanted.plan/3-prompt.md"), "tasks/010-first.md:"))
      << kept("wanted.plan/3-prompt.md");
}

TEST_F(SpecPlanTest, APlannerThatNeverGetsThereLeavesNoSpec) {
  put("bad/spec.md", kSpec);

  const Ran ran = plan("[{copy: bad}, {copy: bad}, {copy: bad}, {copy: bad}, {copy: bad}]");
  const Ran given_up = plan("[{give_up: \"too vague\"}]");

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_TRUE(holds(ran.out, "no spec after 4 replies")) << ran.out;
  EXPECT_EQ(given_up.exit_code, 1);
  EXPECT_TRUE(holds(given_up.out, "the planner gave up: too vague")) << given_up.out;
  EXPECT_TRUE(is_there("mine/wanted.plan-2/1-prompt.md"));
  EXPECT_FALSE(is_there("mine/wanted"));
}

TEST_F(SpecPlanTest, HostilePathsWriteNothing) {
  for (const char* path :
       {"../escaped.md", "/tmp/escaped.md", "tasks/../../escaped.md", "tasks/.hidden.md",
        ".git/config", "tasks/a/b.md", "secrets/key", "tasks/010-\\u202e.md", "spec.md/x"}) {
    const std::string reply =
        R"({"tool":"write","files":{"spec.md":"x",")" + std::string(path) + R"(":"x"}})";
    const Ran ran = plan("[{reply: " + quoted(reply) + "}]");
    EXPECT_EQ(ran.exit_code, 1) << path << ran.out;
    EXPECT_FALSE(is_there("mine/wanted")) << path;
    EXPECT_FALSE(is_there("mine/escaped.md") || is_there("escaped.md")) << path;
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp/escaped.md"));
}

TEST_F(SpecPlanTest, TooMuchIsRefused) {
  put("huge/spec.md", kSpec);
  put("huge/visible/a.cases", std::string(2 << 20, ' '));

  const Ran ran = plan("[{copy: huge}]");

  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_TRUE(holds(kept("wanted.plan/1-faults.txt"), "at most 100 of 1048576")) << ran.out;
}

TEST_F(SpecPlanTest, NothingIsWrittenOverAndWhatMakesNoSenseIsOneLine) {
  make_good();
  ASSERT_EQ(plan("[{copy: good}]").exit_code, 0);

  EXPECT_TRUE(fails_with(plan("[{copy: good}]"), 2, "mine/wanted is there already"));
  for (const auto& [arguments, why] : std::vector<std::pair<const char*, const char*>>{
           {"absent.md --agent scripted:script.yaml", "absent.md"},
           {"goal.md --agent tuner", "tuner plans nothing"},
           {"goal.md --agent scripted:absent.yaml", "absent.yaml"},
           {"goal.md --agent mailbox:box --budget-usd 1", "bound them by --budget-tokens"},
           {"goal.md --agent scripted:script.yaml --out a-b", "is no name for a spec"}}) {
    const Ran ran = test::tensorwright(repository_.path(), std::string("spec plan ") + arguments);
    EXPECT_TRUE(test::is_one_line(ran)) << arguments;
    EXPECT_TRUE(holds(ran.out, why)) << ran.out;
    EXPECT_NE(ran.exit_code, 0);
  }
}

TEST_F(SpecPlanTest, ABudgetThatIsTooSmallCallsNobody) {
  const Ran ran = test::tensorwright(
      repository_.path(),
      "spec plan goal.md --agent mailbox:box --out mine/wanted --budget-tokens 9");

  EXPECT_TRUE(fails_with(ran, 4, "the budget is spent")) << ran.out;
  EXPECT_FALSE(is_there("box/0001-request.json"));
}

}  // namespace
}  // namespace wright
