#include "campaign/bases.h"

#include <algorithm>

namespace wright {

bool is_settled(AttemptStage stage) {
  return stage == AttemptStage::landed || stage == AttemptStage::rejected ||
         stage == AttemptStage::abandoned;
}

Result<std::vector<std::string>> stale_paths(Hall& hall, const AttemptState& attempt,
                                             const Patch& patch) {
  std::vector<std::string> stale;
  if (attempt.opened.base == hall.state().tip) return stale;
  const CommitInfo base = TRY(hall.repo().read_commit(attempt.opened.base));
  const CommitInfo tip = TRY(hall.repo().read_commit(hall.state().tip));
  const Patch moved =
      TRY(hall.repo().diff(base.spec.tree, tip.spec.tree, hall.state().opened.target));
  for (const PatchEntry& entry : patch.entries) {
    const bool has_moved =
        std::any_of(moved.entries.begin(), moved.entries.end(),
                    [&](const PatchEntry& other) { return other.path == entry.path; });
    if (has_moved) stale.push_back(entry.path);
  }
  return stale;
}

Result<std::set<std::string>> trees_in_use(Hall& hall, const AttemptId& landed) {
  std::set<std::string> keys;
  for (const AttemptState& attempt : hall.state().attempts) {
    if (is_settled(attempt.stage) || attempt.opened.attempt == landed) continue;
    const CommitInfo base = TRY(hall.repo().read_commit(attempt.opened.base));
    const std::string key = TRY(subtree_key(hall.repo(), base.spec.tree, hall.spec().target));
    keys.insert(key);
  }
  return keys;
}

}  // namespace wright
