// Lines that come back as they were written, and every way in which they do not.
#include "journal/journal.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "small_log.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using JournalTest = SmallLog;

TEST_F(JournalTest, LinesComeBackAsTheyWereWritten) {
  write_some();
  const Result<Log> read = read_log(log());

  ASSERT_TRUE(read);
  ASSERT_EQ(read->events.size(), 4U);
  EXPECT_EQ(std::get<PatchSubmitted>(read->events[3].body).files, 1);
  EXPECT_EQ(read->events[1].previous, read->hashes[0]);
  const Result<CampaignState> state = fold(*read);
  ASSERT_TRUE(state);
  EXPECT_EQ(find_attempt(*state, kAttempt)->stage, AttemptStage::submitted);
}

TEST_F(JournalTest, ATornTailIsIgnoredByReadersAndCutByTheNextWriter) {
  write_some();
  rewrite(lines(), "{\"half\":");

  const Result<Log> read = read_log(log());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->torn);
  EXPECT_EQ(read->events.size(), 4U);
  { Journal journal = opened(); }
  EXPECT_FALSE(read_log(log())->torn);
}

TEST_F(JournalTest, EveryTamperingIsFoundAtItsLine) {
  write_some();
  const std::vector<std::string> good = lines();
  const auto after = [&](auto change) {
    std::vector<std::string> all = good;
    change(all);
    rewrite(all);
    return fault();
  };

  EXPECT_NE(after([](auto& all) { std::swap(all[1], all[2]); }).find("events.jsonl:2: "),
            std::string::npos);
  EXPECT_NE(after([](auto& all) { all.erase(all.begin() + 1); }).find("events.jsonl:2: "),
            std::string::npos);
  EXPECT_NE(after([](auto& all) { all.insert(all.begin(), all[0]); }).find("events.jsonl:2: "),
            std::string::npos);
  EXPECT_NE(after([](auto& all) { all[2] = "[]"; }).find("events.jsonl:3: "), std::string::npos);
  const std::string altered = after([](auto& all) {
    const std::size_t at = all[2].find("\"one\"");
    all[2].replace(at, 5, "\"two\"");
  });
  EXPECT_NE(altered.find("events.jsonl:4: does not follow"), std::string::npos) << altered;
}

TEST_F(JournalTest, AnUnknownKindOrABrokenLineIsNamed) {
  write_some();
  const std::vector<std::string> good = lines();
  std::vector<std::string> all = good;
  nlohmann::json last = nlohmann::json::parse(all[3]);
  last["kind"] = "patch_dreamt";
  all[3] = canonical(last);
  rewrite(all);
  EXPECT_NE(fault().find("patch_dreamt"), std::string::npos);

  all = good;
  all[2] = "\xff\xfe";
  rewrite(all);
  EXPECT_NE(fault().find("events.jsonl:3: "), std::string::npos);
}

TEST_F(JournalTest, ALineOfMoreThanItsBoundIsRefusedBothWays) {
  write_some();
  Journal journal = opened();
  ActionTaken action{kAttempt, 1, ActionKind::note, std::string(100000, 'x'), "ok", {}, {}, 0};

  EXPECT_FALSE(journal.append(action));
  EXPECT_EQ(lines().size(), 4U);
}

TEST_F(JournalTest, ASecondWriterIsTurnedAway) {
  const Journal first = opened();

  const Result<Journal> second = Journal::open(log(), clock_);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::busy);
}

TEST_F(JournalTest, ABlobIsItsBytesOrAnError) {
  Journal journal = opened();
  const Digest digest = journal.put_blob("the bytes").value();
  EXPECT_EQ(read_blob(log(), digest).value(), "the bytes");

  ASSERT_TRUE(write_file(log() / "blobs" / digest.value, "other bytes"));
  const Result<std::string> altered = read_blob(log(), digest);
  ASSERT_FALSE(altered);
  EXPECT_NE(altered.error().message.find("not what its name says"), std::string::npos);

  EXPECT_FALSE(read_blob(log(), digest_of("never written")));
  EXPECT_FALSE(read_blob(log(), Digest{"../events.jsonl"}));
}

// Each of these follows the four lines of `write_some`.
TEST_F(JournalTest, WhatCannotHaveHappenedIsNotWritten) {
  write_some();
  Journal journal = opened();
  const CommitId commit{std::string(40, 'a')};
  const AttemptId other{"small.first.2"};
  const std::vector<EventBody> impossible{
      CampaignOpened{},
      PatchSubmitted{kAttempt, digest_of("again"), 1},
      ActionTaken{kAttempt, 1, ActionKind::note, "late", "ok", {}, {}, 0},
      Judged{kAttempt, commit, {}, VerdictStatus::pass, {}, 0},
      Landed{kAttempt, commit, {}},
      LandingIntended{kAttempt, commit, {}, {}, 0, commit},
      NonceDrawn{other, std::string(64, '0')},
      AttemptAbandoned{other, "unknown"},
      CallReserved{kAttempt, "turn 0", "m", 1, 1, 0},
      CallReserved{{}, "a plan", "m", -1, 1, 0},
      CallSettled{{}, 3, 1, 0, 0, 1, 0, false},
      BudgetSet{0, -1, 0, 0},
      HabitsSet{kMemoryMax + 1, 0},
      HabitsSet{0, -1}};

  for (const EventBody& body : impossible) {
    EXPECT_FALSE(journal.append(body)) << kind_of(body);
  }
  EXPECT_EQ(lines().size(), 4U);
}

TEST_F(JournalTest, EveryKindAndFieldIsDocumented) {
  const std::string format = read_file(fs::path(WRIGHT_SOURCE_DIR) / "logs" / "FORMAT.md").value();
  const auto check = [&](const EventBody& body) {
    Event event;
    event.body = body;
    const nlohmann::json line = to_json(event);
    EXPECT_NE(format.find("`" + kind_of(body) + "`"), std::string::npos) << kind_of(body);
    for (const auto& [name, value] : line.items()) {
      EXPECT_NE(format.find("`" + name + "`"), std::string::npos) << kind_of(body) << "." << name;
    }
  };

  check(CampaignOpened{});
  check(SpecRevised{});
  check(AttemptOpened{});
  check(ActionTaken{});
  check(PatchSubmitted{});
  check(NonceDrawn{});
  check(Judged{});
  check(Rejected{});
  check(LandingIntended{});
  check(Landed{});
  check(AttemptAbandoned{});
  check(CampaignClosed{});
  check(BudgetSet{});
  check(CallReserved{});
  check(CallSettled{});
  check(HabitsSet{});
  check(ModelServed{});
}

}  // namespace
}  // namespace wright
