// The commits of a campaign that no attempt makes: its root and its closing
// commit.  Both are pure functions of their arguments.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/event.h"
#include "core/spec.h"
#include "repo/repo.h"

namespace wright {

// The name and address of every commit that the harness makes.
extern const char* const kAuthorName;
extern const char* const kAuthorEmail;

// The scaffold below the target, parentless or on `base`.
Result<CommitId> commit_root(Repo& repo, const Spec& spec, const CampaignId& campaign,
                             const std::optional<CommitId>& base);

// The tip's tree once more, with the journal's anchor in the trailers.
[[nodiscard]] CommitSpec closing_commit(const CampaignId& campaign, const CommitInfo& tip,
                                        const Digest& head, std::int64_t count,
                                        std::int64_t time_s);

// The scaffold as a patch below the target.
Result<Patch> scaffold_patch(const Spec& spec);

}  // namespace wright
