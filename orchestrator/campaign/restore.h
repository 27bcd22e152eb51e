// Commits out of logs: a finished campaign can be brought back from its record alone,
// for its commits are pure functions of what the log holds.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "campaign/recording.h"
#include "campaign/workshop.h"
#include "plan/plan.h"
#include "repo/repo.h"

namespace wright {

// Where a campaign `after` another begins: the closing commit of the earlier one.
Result<CommitId> tip_of_earlier(const std::filesystem::path& root, const std::string& campaign);

// Makes sure that the repository has `tip`, the closing commit of a campaign whose log
// lies below `root`: what a shallow clone or a tarball lacks is made again, and must
// come out with the same ids.  Nothing is judged, and no branch moves.
Result<void> restore_campaign(Repo& repo, const std::filesystem::path& root, const CommitId& tip,
                              const Workshop& workshop, const KnownChecks& known);

// The commit that the patch of a landed attempt makes on its parent, which must be there.
Result<CommitSpec> landing_of(Repo& repo, const Recording& recording, const AttemptState& attempt);

}  // namespace wright
