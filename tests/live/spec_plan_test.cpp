// `spec plan` against a model server, over all three APIs: what a planner says and costs is on the
// record, and only a spec that passes the lint is written.
#include "base/text.h"
#include "tests/live/live.h"
#include "tests/live/text_answer.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::holds;
using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;
using test::Response;
using test::text_server;

const std::vector<std::string> kPlanners{"anthropic:test", "openai:test", "openai-responses:test"};

const std::string kSpec =
    "---\nspec: wanted\ntarget: tree\nchecks: [policy]\n---\n# Wanted\n\n[R1] `a.h` holds one.\n";
const std::string kTask =
    "---\nid: first\ntitle: The first file\nneeds: []\nwrites: [a.h]\nclauses: [R1]\n---\nWrite "
    "it.\n";

std::string files(const std::map<std::string, std::string>& texts) {
  return "Here it is.\n```json\n" + json{{"tool", "write"}, {"files", texts}}.dump() + "\n```\n";
}
std::string good() {
  return files({{"spec.md", kSpec}, {"tasks/010-first.md", kTask}});
}
std::string faulty() {
  return files({{"spec.md", kSpec}, {"tasks/010-first.md", "---\nid: first\n---\nNothing.\n"}});
}

class LiveSpecPlanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    EXPECT_TRUE(write_file(repository_.path() / "goal.md", "A header that holds one.\n"));
  }

  [[nodiscard]] Ran plan(const std::string& agent, const Loopback& server,
                         const std::string& more = "") const {
    return test::tensorwright(
        repository_.path(),
        "spec plan goal.md --out mine/wanted --agent " + agent + " --base-url " + server.url() +
            " " + more,
        "ANTHROPIC_API_KEY=" + test::kCanary + " OPENAI_API_KEY=" + test::kCanary);
  }
  [[nodiscard]] std::string kept(const std::string& path) const {
    return read_file(repository_.path() / "mine" / path).value_or("(absent)");
  }
  // Everything in the repository that git does not keep for itself.
  [[nodiscard]] std::string tree() const {
    return test::run_line(repository_.path(), "find . -name .git -prune -o -type f -print | sort")
        .out;
  }
  // The account's lines of this kind.
  [[nodiscard]] std::vector<json> account(const std::string& kind) const {
    std::vector<json> lines;
    for (const std::string& line : split(kept("wanted.plan/account.jsonl"), '\n')) {
      const json event = json::parse(line, nullptr, false);
      if (event.is_object() && event.at("kind") == kind) lines.push_back(event);
    }
    return lines;
  }
  void begin_anew() const { test::run_line(repository_.path(), "rm -rf mine"); }

  Repository repository_;
};

TEST_F(LiveSpecPlanTest, WhatTheLintFindsIsToldAndTheMendedPlanIsShownAndWritten) {
  for (const std::string& agent : kPlanners) {
    begin_anew();
    const Loopback server = text_server({faulty(), good()});

    const Ran ran = plan(agent, server);

    ASSERT_EQ(ran.exit_code, 0) << agent << ran.out;
    ASSERT_EQ(server.requests().size(), 2U) << agent;
    EXPECT_TRUE(holds(server.requests().at(0).body, "A header that holds one.")) << agent;
    EXPECT_TRUE(holds(server.requests().at(1).body, "tasks/010-first.md:2: a task needs the key"))
        << agent;
    for (const char* part :
         {"mine/wanted\n  spec.md\n  tasks/010-first.md", "[R1] `a.h` holds one.",
          "first                The first file", "graph", "2 calls, 240 tokens"}) {
      EXPECT_TRUE(holds(ran.out, part)) << agent << ": " << part << " is not in " << ran.out;
    }
    EXPECT_EQ(kept("wanted/tasks/010-first.md"), kTask) << agent;
  }
}

TEST_F(LiveSpecPlanTest, EachCallIsReservedAndSettledAsTheServerCounted) {
  for (const std::string& agent : kPlanners) {
    begin_anew();
    const Loopback server = text_server({faulty(), faulty(), good()});

    const Ran ran = plan(agent, server, "--budget-tokens 200000");

    ASSERT_EQ(ran.exit_code, 0) << agent << ran.out;
    const std::vector<json> reserved = account("call_reserved");
    const std::vector<json> settled = account("call_settled");
    ASSERT_EQ(reserved.size(), 3U) << agent;
    ASSERT_EQ(settled.size(), 3U) << agent;
    for (std::size_t call = 0; call < settled.size(); ++call) {
      EXPECT_EQ(settled[call].at("input_tokens"), 100) << agent;
      EXPECT_EQ(settled[call].at("output_tokens"), 20) << agent;
      EXPECT_GE(reserved[call].at("input_tokens"), 100) << agent;
      EXPECT_EQ(settled[call].at("call"), reserved[call].at("seq")) << agent;
    }
  }
}

TEST_F(LiveSpecPlanTest, APlannerThatNeverPassesEndsAfterItsTriesWithItsFaults) {
  for (const std::string& agent : kPlanners) {
    begin_anew();
    const Loopback server = text_server({faulty()});

    const Ran ran = plan(agent, server);

    EXPECT_EQ(ran.exit_code, 1) << agent;
    EXPECT_EQ(server.requests().size(), 4U) << agent;
    EXPECT_TRUE(holds(ran.out, "tasks/010-first.md:2: a task needs the key")) << ran.out;
    EXPECT_TRUE(holds(ran.out, "no spec after 4 replies, 4 calls, 480 tokens")) << ran.out;
    EXPECT_FALSE(fs::exists(repository_.path() / "mine/wanted")) << agent;
  }
}

TEST_F(LiveSpecPlanTest, NothingRunsAndNothingIsWrittenElsewhere) {
  const std::string elsewhere = files({{"spec.md", kSpec}, {"../../escaped.md", "x"}});
  const Loopback server = text_server({elsewhere, good()});

  const Ran ran = plan("anthropic:test", server);

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(tree(),
            "./goal.md\n./mine/wanted.plan/1-faults.txt\n./mine/wanted.plan/1-prompt.md\n"
            "./mine/wanted.plan/1-reply.json\n./mine/wanted.plan/2-faults.txt\n"
            "./mine/wanted.plan/2-prompt.md\n./mine/wanted.plan/2-reply.json\n"
            "./mine/wanted.plan/account.jsonl\n./mine/wanted/spec.md\n"
            "./mine/wanted/tasks/010-first.md\n");
  EXPECT_EQ(test::run_line(repository_.path(), "git for-each-ref | wc -l").out, "1\n");
  EXPECT_FALSE(test::is_found(repository_, test::kCanary)) << "the key is in no file";
}

TEST_F(LiveSpecPlanTest, ABudgetEndsThePlanAndSaysWhereItsRecordIs) {
  const Loopback probe = text_server({good()});
  ASSERT_EQ(plan("openai:test", probe).exit_code, 0);
  const std::size_t first = probe.requests().at(0).body.size();
  begin_anew();
  const std::string long_reply = faulty() + std::string(2000, 'x');
  const Loopback server = text_server({long_reply});

  const Ran ran =
      plan("openai:test", server, "--budget-tokens " + std::to_string(first + 1024 + 200));

  EXPECT_EQ(ran.exit_code, 4) << ran.out;
  EXPECT_TRUE(holds(ran.out, "the budget is spent")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "mine/wanted.plan")) << ran.out;
  EXPECT_FALSE(holds(ran.out, "goes on from here")) << ran.out;
  EXPECT_EQ(server.requests().size(), account("call_settled").size());
  EXPECT_FALSE(fs::exists(repository_.path() / "mine/wanted"));
}

TEST_F(LiveSpecPlanTest, AReplyThatTheNetworkCutIsAskedForAgainAndBooked) {
  std::atomic<int> asked{0};
  const Loopback server([&asked](const Request& request) {
    Response response = test::text_answer_of({good()}, request);
    if (++asked > 1) return response;
    response.headers.emplace_back("retry-after-ms: 1");
    response.body.resize(response.body.size() / 2);
    response.ending = test::Ending::cut;
    return response;
  });

  const Ran ran = plan("openai-responses:test", server);

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(asked, 2);
  ASSERT_EQ(account("call_settled").size(), 2U);
  EXPECT_EQ(account("call_settled").at(0).at("is_estimated"), true);
}

TEST_F(LiveSpecPlanTest, AServerThatRefusesTheKeyEndsItInOneLine) {
  const Loopback server([](const Request&) {
    return Response{401, {}, R"({"error":{"message":"no such key"}})"};
  });

  const Ran ran = plan("anthropic:test", server);

  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_TRUE(holds(ran.out, "authentication")) << ran.out;
  EXPECT_EQ(server.requests().size(), 1U);
  EXPECT_FALSE(fs::exists(repository_.path() / "mine/wanted"));
}

}  // namespace
}  // namespace wright
