// Finds the log that explains a campaign, an attempt or a commit: the recorded
// one first, for it has the transcript, then the run.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/recording.h"
#include "repo/repo.h"

namespace wright {

// Directories of all logs below `root`: recorded ones first, sorted.
[[nodiscard]] std::vector<std::filesystem::path> all_logs(const std::filesystem::path& root);

Result<Recording> log_of_campaign(const std::filesystem::path& root, const CampaignId& campaign);

// The log and the attempt that landed as `commit`.
struct Explanation {
  Recording recording;
  AttemptState attempt;
};
Result<Explanation> explain(const std::filesystem::path& root, const CommitInfo& commit);

// The attempt with this id in whichever log has it.
Result<Explanation> find_in_logs(const std::filesystem::path& root, const AttemptId& attempt);

// The spec as it was pinned when `attempt` was judged: the list of files.
[[nodiscard]] Digest spec_files_at(const Recording& recording, const AttemptId& attempt);

// The tasks that had landed before it, and the tests that passed then.
[[nodiscard]] std::vector<TaskId> landed_before(const Recording& recording,
                                                const AttemptId& attempt);

Result<Verdict> recorded_verdict(const Recording& recording, const AttemptState& attempt);

}  // namespace wright
