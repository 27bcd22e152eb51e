// `--agent recorded`: goes through a recorded campaign again.  No model is
// called; compiling, checks and commits are live, and the same commit ids must
// come out.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "base/result.h"
#include "campaign/hall.h"
#include "campaign/recording.h"

namespace wright {

struct ReplayRequest {
  bool with_rejected = false;  // Judge the rejected attempts again as well.
  int landings_max = 0;        // Stop after so many; 0: go through all.
  const std::atomic<bool>* stop = nullptr;
};

// A verdict that differs from the recorded one: the replay stops there.
struct Disputed {
  AttemptId attempt;
  std::string recorded;  // "landed", "rejected: build".
  std::string now;
  std::string detail;  // The deciding check's summary and first finding.
};

struct ReplayReport {
  int landed = 0;
  int rejected = 0;
  int skipped = 0;                  // Rejected attempts that were not judged again.
  int carried = 0;                  // Checks that could not run here: carried, not re-proved.
  std::vector<std::string> slower;  // "<attempt>: <what was timed>", which elsewhere was faster.
  int drifted = 0;                  // Briefs that today's prompts would word otherwise.
  bool same_ids = false;  // The closing commit is the recorded one; of a part, every landing's.
  bool is_part = false;   // It stopped at `landings_max`.
  std::optional<Disputed> disputed;
};

// Starts or resumes the replay in `hall`, which was opened with the recorded
// chance.
Result<ReplayReport> replay(Hall& hall, const Recording& recording, const ReplayRequest& request);

// Opens the hall of a replay: same campaign id, the recorded spec and base.
Result<Hall> open_replay(const std::filesystem::path& directory, const Recording& recording,
                         const Tools& tools, Clock& clock, Chance& chance, OnNotice on_notice);

}  // namespace wright
