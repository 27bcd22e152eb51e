// What a machine that stops leaves of a log, and what its next writer makes of it.
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "small_log.h"

namespace wright {
namespace {

// An attempt whose call of a model is paid, and what was done since: lines 4 to 6 wait for a sync.
class DurabilityTest : public SmallLog {
 protected:
  static constexpr std::size_t kSynced = 3;

  void write_calls() {
    Journal journal = opened();
    CampaignOpened campaign;
    campaign.campaign = CampaignId{"small"};
    ASSERT_TRUE(journal.append(campaign));
    AttemptOpened attempt;
    attempt.attempt = kAttempt;
    attempt.brief = journal.put_blob("do it").value();
    ASSERT_TRUE(journal.append(attempt));
    ASSERT_TRUE(journal.append(CallReserved{kAttempt, "turn 0", "m", 1, 1, 0}));
    for (int i = 0; i < 3; ++i) {
      outputs_.push_back(journal.put_blob("output " + std::to_string(i)).value());
      ASSERT_TRUE(journal.append(
          ActionTaken{kAttempt, i, ActionKind::exec, "ls", "exit 0", {}, outputs_.back(), 0}));
    }
  }
  void lose_output(int action) const {
    std::ofstream(blob(outputs_.at(static_cast<std::size_t>(action))), std::ios::trunc);
  }
  [[nodiscard]] std::filesystem::path blob(const Digest& digest) const {
    return log() / "blobs" / digest.value;
  }
  void start_machine_anew() const { std::filesystem::remove(log() / "boot"); }

  std::vector<Digest> outputs_;
};

TEST_F(DurabilityTest, ATornTailOfSeveralLinesIsCutToTheLastThatIsWhole) {
  write_calls();
  std::vector<std::string> all = lines();
  std::fill(all[4].begin() + 7, all[4].end(), '\0');  // A hole, and a whole line behind it.
  rewrite(all, "{\"half\":");

  const Result<Log> read = read_log(log());
  { Journal journal = opened(); }

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->torn);
  EXPECT_EQ(read->events.size(), 4U);
  EXPECT_EQ(lines().size(), 4U);
  EXPECT_FALSE(read_log(log())->torn);
}

TEST_F(DurabilityTest, ALogGoesOnBehindTheLastWholeLine) {
  write_calls();
  std::vector<std::string> all = lines();
  all[4] = std::string(300, '\0');
  rewrite(all);

  Journal journal = opened();
  const Result<Event> next =
      journal.append(ActionTaken{kAttempt, 1, ActionKind::note, "again", "ok", {}, {}, 0});

  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->seq, 4);
  EXPECT_EQ(fault(), "");
}

TEST_F(DurabilityTest, AHoleBeforeALineThatWasSyncedIsNoTornTail) {
  write_calls();
  std::vector<std::string> all = lines();
  all[1] = std::string(all[1].size(), '\0');
  rewrite(all);

  EXPECT_NE(fault().find("events.jsonl:2: "), std::string::npos) << fault();
  EXPECT_FALSE(Journal::open(log(), clock_));
}

TEST_F(DurabilityTest, ALineOfTheTailThatSomebodyAlteredIsNoTornTail) {
  write_calls();
  std::vector<std::string> all = lines();
  nlohmann::json line = nlohmann::json::parse(all[4]);
  line["subject"] = "rm";
  all[4] = canonical(line);
  rewrite(all);

  EXPECT_NE(fault().find("events.jsonl:6: does not follow"), std::string::npos) << fault();
}

TEST_F(DurabilityTest, ALineWhoseBlobWasLostGoesWithThoseBehindIt) {
  write_calls();
  lose_output(1);
  start_machine_anew();

  const Journal journal = opened();

  EXPECT_EQ(lines().size(), kSynced + 1);
  EXPECT_EQ(find_attempt(journal.state(), kAttempt)->actions, 1);
}

TEST_F(DurabilityTest, TheBlobOfASyncedLineIsNotForgiven) {
  write_calls();
  std::ofstream(blob(digest_of("do it")), std::ios::trunc);
  start_machine_anew();

  const Journal journal = opened();

  EXPECT_EQ(lines().size(), kSynced + 3);
  EXPECT_FALSE(journal.blob(digest_of("do it")));
}

TEST_F(DurabilityTest, WhatWasLookedAtSinceTheMachineStartedIsNotLookedAtAgain) {
  write_calls();
  lose_output(1);

  const Journal journal = opened();

  EXPECT_EQ(lines().size(), kSynced + 3);
}

TEST_F(DurabilityTest, ABlobThatWasCutIsWrittenAgain) {
  write_calls();
  lose_output(2);

  ASSERT_TRUE(write_blob(log(), "output 2"));

  EXPECT_EQ(read_blob(log(), outputs_.at(2)).value(), "output 2");
}

TEST_F(DurabilityTest, ASyncedLineIsRefusedWhileABlobOfTheTailIsMissing) {
  write_calls();
  std::filesystem::remove(blob(outputs_.at(0)));
  Journal journal = opened();

  EXPECT_FALSE(journal.append(CallReserved{kAttempt, "turn 1", "m", 1, 1, 0}));
  EXPECT_EQ(lines().size(), kSynced + 3);
}

TEST_F(DurabilityTest, WhatIsPaidOrCannotBeUndoneIsSyncedAtOnce) {
  for (const EventBody& body : std::vector<EventBody>{
           CallReserved{}, PatchSubmitted{}, NonceDrawn{}, Judged{}, Rejected{}, LandingIntended{},
           Landed{}, AttemptAbandoned{}, CampaignClosed{}, SpecRevised{}}) {
    EXPECT_EQ(durability_of(body), Durability::now) << kind_of(body);
  }
  for (const EventBody& body :
       std::vector<EventBody>{CampaignOpened{}, AttemptOpened{}, ActionTaken{}, CallSettled{},
                              BudgetSet{}, HabitsSet{}}) {
    EXPECT_EQ(durability_of(body), Durability::with_the_next) << kind_of(body);
  }
}

}  // namespace
}  // namespace wright
