// A log of four lines in a directory of its own, and ways to damage it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "journal/journal.h"

namespace wright {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override { return 1700000000000; }
  [[nodiscard]] std::int64_t steady_ms() const override { return 0; }
};

inline const AttemptId kAttempt{"small.first.1"};

class SmallLog : public ::testing::Test {
 protected:
  SmallLog() : scratch_(TempDirectory::make(testing::TempDir(), "journal").value()) {}

  [[nodiscard]] std::filesystem::path log() const { return scratch_.path() / "log"; }
  Journal opened() { return Journal::open(log(), clock_).value(); }

  // A campaign up to a patch: four lines.
  void write_some() {
    Journal journal = opened();
    CampaignOpened campaign;
    campaign.campaign = CampaignId{"small"};
    ASSERT_TRUE(journal.append(campaign));
    AttemptOpened attempt;
    attempt.attempt = kAttempt;
    attempt.task = TaskId{"first"};
    attempt.brief = journal.put_blob("do it").value();
    ASSERT_TRUE(journal.append(attempt));
    ASSERT_TRUE(journal.append(ActionTaken{kAttempt, 0, ActionKind::note, "one", "ok", {}, {}, 0}));
    ASSERT_TRUE(
        journal.append(PatchSubmitted{kAttempt, journal.put_blob(R"({"entries":[]})").value(), 1}));
  }

  [[nodiscard]] std::vector<std::string> lines() const {
    std::ifstream file(log() / "events.jsonl");
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }
  void rewrite(const std::vector<std::string>& all, const std::string& tail = "") const {
    std::ofstream file(log() / "events.jsonl", std::ios::trunc);
    for (const std::string& line : all) file << line << "\n";
    file << tail;
  }
  // The error of reading, or "".
  [[nodiscard]] std::string fault() const {
    const Result<Log> read = read_log(log());
    return read ? "" : read.error().message;
  }

  FixedClock clock_;
  TempDirectory scratch_;
};

}  // namespace wright
