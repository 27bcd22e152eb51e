// `judge`: the gate alone, for any branch and any agent.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "judge/judge.h"
#include "repo/repo.h"

namespace wright {

struct GateRequest {
  std::string base;             // A revision; empty: the spec's scaffold.
  std::string head;             // A revision, or
  std::filesystem::path patch;  // a folder whose files are laid over the base.
  std::filesystem::path spec;
  TaskId task;
  bool all_tiers = false;
  std::optional<int> tier_max;  // Checks of later tiers are left out.
  bool use_caches = true;       // Else everything is built from nothing.
};

// Judges as a submit would, with a fresh nonce, and lands nothing.  A change
// outside the spec's target is a failed `policy`.
Result<Verdict> judge_revisions(Repo& repo, const GateRequest& request, const Tools& tools,
                                const Listener& listener);

}  // namespace wright
