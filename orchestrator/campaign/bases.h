// Attempts start from what had landed when they were opened, and the branch goes
// on while they are at work.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/hall.h"
#include "core/campaign.h"

namespace wright {

// Landed, rejected or abandoned.
[[nodiscard]] bool is_settled(AttemptStage stage);

// Paths of the patch that landed otherwise since the attempt was opened.  With
// none, the patch stands on the tip as it is.
Result<std::vector<std::string>> stale_paths(Hall& hall, const AttemptState& attempt,
                                             const Patch& patch);

// Keys of the subtrees below the workspaces of the attempts that go on: these
// must not be swept away under those who work there.
Result<std::set<std::string>> trees_in_use(Hall& hall, const AttemptId& landed);

}  // namespace wright
