// Recordings that somebody cut, swapped or scribbled in: one line, and nothing of
// them is taken over.
#include "support/rechain.h"
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

constexpr const char* kReplay = "run quick --no-selftest --tuner-seconds 0";

// The recording of the finished campaign in a repository without its branch.
class BadRecordingTest : public ::testing::Test {
 protected:
  void after(const std::string& change) const {
    test::run_line(repository_->path(), "git update-ref -d refs/heads/campaign/quick");
    const Ran changed = test::run_line(repository_->path() / "logs/recorded/quick", change);
    ASSERT_EQ(changed.exit_code, 0) << changed.out;
  }
  Ran ask(const std::string& arguments) const {
    return test::tensorwright(repository_->path(), arguments);
  }
  void expect_unreadable(const std::string& why) const {
    for (const char* arguments : {kReplay, "status quick", "log", "show quick.first.1",
                                  "diff quick.first.1", "adopt quick"}) {
      EXPECT_TRUE(fails_with(ask(arguments), 3, why)) << arguments;
    }
    const Ran all = ask("status");  // A row a log, and this one is there with the reason.
    EXPECT_EQ(all.exit_code, 3) << all.out;
    EXPECT_TRUE(test::holds(all.out, "unreadable")) << all.out;
    EXPECT_TRUE(test::holds(all.out, why)) << all.out;
    EXPECT_EQ(branches(), "");
  }
  std::string branches() const {
    return test::run_line(repository_->path(), "git branch --list 'campaign/*'").out;
  }

  std::unique_ptr<Repository> repository_ = test::with_recording();
};

TEST_F(BadRecordingTest, AWholeOneIsReplayed) {
  after("true");

  const Ran ran = ask(kReplay);

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "equal to the recorded ones")) << ran.out;
}

TEST_F(BadRecordingTest, AReplayIsNoRecording) {
  after("true");
  ASSERT_EQ(ask(kReplay).exit_code, 0);

  EXPECT_TRUE(fails_with(ask("record quick"), 2, "is a replay"));
}

// A replay's anchor is of another log, which must be no way around one's own.
TEST_F(BadRecordingTest, ALogThatCallsItselfAReplayIsAFinding) {
  const auto file = repository_->path() / "logs/recorded/quick/events.jsonl";
  std::vector<nlohmann::json> lines = test::lines_of(read_file(file).value());
  const nlohmann::json head = lines.back()["head"];
  lines.front()["agent"] = "recorded";
  lines = test::rechained(std::move(lines));
  lines.back()["head"] = head;
  ASSERT_TRUE(write_file(file, test::text_of(lines)));

  const Ran ran = ask("audit campaign/quick");

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "its anchor is of another log")) << ran.out;
}

TEST_F(BadRecordingTest, AGarbageLineIsNamed) {
  after("sed -i '3s/.*/garbage/' events.jsonl");
  expect_unreadable("events.jsonl:3: malformed JSON");
}

TEST_F(BadRecordingTest, AnAlteredLineBreaksTheChainAtTheNextOne) {
  after("sed -i '5s/\"time_ms\":1/\"time_ms\":2/' events.jsonl");
  expect_unreadable("events.jsonl:6: does not follow the line before it");
}

TEST_F(BadRecordingTest, AnEmptyOneHoldsNoEvent) {
  after(": > events.jsonl");
  expect_unreadable("events.jsonl: holds no event");
}

TEST_F(BadRecordingTest, APipeIsNotWaitedFor) {
  after("rm events.jsonl && mkfifo events.jsonl");
  expect_unreadable("events.jsonl: is not a regular file");
}

TEST_F(BadRecordingTest, AForeignNameDoesNotChooseADirectory) {
  after("sed -i -n '1s/\"campaign\":\"quick\"/\"campaign\":\"..\\/..\"/p' events.jsonl");
  expect_unreadable("opens a campaign whose name is none");
  EXPECT_TRUE(fails_with(ask("run quick --again"), 3, "opens a campaign whose name is none"));
  EXPECT_TRUE(std::filesystem::exists(repository_->path() / "logs/recorded/quick"));
}

TEST_F(BadRecordingTest, ATornLastLineIsNoLineAndIsMissed) {
  after("truncate -s -20 events.jsonl");

  const Ran ran = ask(kReplay);

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "not equal to the recorded ones")) << ran.out;
  EXPECT_TRUE(test::holds(ask("status quick").out, "quick: open, 2 of 2 tasks landed"));
}

TEST_F(BadRecordingTest, ACutTailIsMissed) {
  after("sed -i '$d' events.jsonl && sed -i '$d' events.jsonl");

  const Ran ran = ask(kReplay);

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_TRUE(fails_with(ask("adopt quick"), 2, "is not finished"));
}

TEST_F(BadRecordingTest, ASwappedBlobStopsTheReplay) {
  after("cp $(grep -lx '.*kSecond = 2;' blobs/*) $(grep -lx '.*kFirst = 1;' blobs/*)");

  const Ran ran = ask(kReplay);

  EXPECT_EQ(ran.exit_code, 3) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "its bytes are not what its name says")) << ran.out;
}

}  // namespace
}  // namespace wright
