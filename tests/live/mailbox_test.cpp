// A campaign whose model is a mailbox: a thread of the test answers by files.
#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/live/live.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::holds;
using test::Ran;
using test::Repository;

std::string run_mailbox(const std::string& more = "") {
  return "run --spec " + test::quoted(test::source("tests/scenarios/quick/quick").string()) +
         " --agent mailbox:box " + more;
}

// What the quick script says to this request.
json answer_to(const json& request) {
  std::size_t turn = 0;
  for (const json& item : request.at("turns")) turn += item.contains("replied") ? 1 : 0;
  const test::ModelScript script = test::quick_script();
  const auto turns = script.at(request.at("task").get<std::string>() + ".1");
  json calls = json::array();
  for (const test::ScriptedCall& call : turns.at(turn)) {
    calls.push_back({{"id", std::to_string(calls.size())},
                     {"name", call.tool},
                     {"arguments", json::parse(call.arguments)}});
  }
  return {{"id", request.at("id")}, {"calls", calls}, {"usage", {{"input", 100}, {"output", 20}}}};
}

// Answers each request once, until it is destroyed.
class Clerk {
 public:
  explicit Clerk(fs::path box) : box_(std::move(box)), thread_([this] { work(); }) {}
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;
  ~Clerk() {
    stop_ = true;
    thread_.join();
  }

 private:
  void work() {
    for (int number = 1; !stop_;) {
      char name[32];
      std::snprintf(name, sizeof name, "%04d-", number);
      const auto request = read_file(box_ / (std::string(name) + "request.json"));
      if (!request) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        continue;
      }
      const std::string reply = answer_to(json::parse(*request)).dump();
      EXPECT_TRUE(write_file(box_ / (std::string(name) + "reply.json"), reply));
      ++number;
    }
  }

  fs::path box_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST(LiveMailboxTest, ACampaignLandsByFilesAndWhatWasUsedIsCounted) {
  const Repository repository;
  const Clerk clerk(repository.path() / "box");

  const Ran ran = test::tensorwright(repository.path(), run_mailbox("--budget-tokens 10000000"));

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "landed       2 by mailbox")) << ran.out;
  EXPECT_TRUE(fs::exists(repository.path() / "box" / "0009-reply.json"));
  const Ran status = test::tensorwright(repository.path(), "status quick --json");
  EXPECT_EQ(json::parse(status.out).at("money").at("spent").at("tokens"), 9 * 120) << status.out;
}

TEST(LiveMailboxTest, CtrlCStopsTheWaitAndTheNextRunGoesOnWithItsNumber) {
  const Repository repository;
  const std::string program = test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright");
  const Ran stopped = test::run_line(
      repository.path(), program + " " + run_mailbox() +
                             " & run=$!; for i in $(seq 600); do [ -e box/0001-request.json ] && "
                             "break; sleep 0.1; done; sleep 0.3; kill -INT $run; wait $run");
  const Ran listed = test::run_line(repository.path(), "ls box");

  EXPECT_EQ(stopped.exit_code, 130) << stopped.out;
  EXPECT_TRUE(holds(stopped.out, "interrupted: `tensorwright run` goes on from here"))
      << stopped.out;
  EXPECT_EQ(listed.out, "0001-request.json\nlock\n");

  const Clerk clerk(repository.path() / "box");
  const Ran ran = test::tensorwright(repository.path(), run_mailbox());

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_FALSE(fs::exists(repository.path() / "box" / "0010-request.json"));
}

TEST(LiveMailboxTest, OneBoxServesAllRunsOfABench) {
  const Repository repository;
  const Clerk clerk(repository.path() / "box");

  const Ran ran = test::tensorwright(
      repository.path(),
      "bench memory --agent mailbox:box --task first --arms 0 --repeats 2 --spec " +
          test::quoted(test::source("tests/scenarios/quick/quick").string()));

  ASSERT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "whoever answers the mailbox, 2 repeats")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "spent in all: 14 calls, 1680 tokens")) << ran.out;
}

TEST(LiveMailboxTest, DollarsCannotBoundIt) {
  const Repository repository;

  const Ran ran = test::tensorwright(repository.path(), run_mailbox("--budget-usd 1"));

  EXPECT_EQ(ran.exit_code, 2) << ran.out;
  EXPECT_TRUE(holds(ran.out, "bound them by --budget-tokens")) << ran.out;
}

}  // namespace
}  // namespace wright
