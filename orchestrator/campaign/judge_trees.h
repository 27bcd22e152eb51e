// Judges one tree against another: what submit, `judge`, `verify` and the
// visible checks of an attempt have in common.
#pragma once

#include <string>
#include <vector>

#include "campaign/workshop.h"
#include "core/spec.h"
#include "judge/judge.h"
#include "repo/repo.h"

namespace wright {

struct TreeJudging {
  const Spec* spec = nullptr;
  const Task* task = nullptr;
  TreeId base;  // Whole trees of the repository.
  TreeId candidate;
  std::vector<TaskId> landed;
  std::vector<std::string> expected_tests;
  std::string seed;  // 64 hex digits.
  std::string id;    // Names the scratch directory.
  std::vector<CheckConfig> checks;
  bool visible_only = false;
  bool use_caches = true;
  bool all_tiers = false;
};

// The scratch directory judgings/<id> stays, for `Workshop::promote`.
Result<Verdict> judge_trees(Repo& repo, const Workshop& workshop, const Tools& tools,
                            const CheckTable& table, const TreeJudging& judging,
                            const Listener& listener = {});

// hash(patch digest, nonce): fresh for every submitted patch.
[[nodiscard]] std::string seed_of(const Digest& patch, const std::string& nonce);

// What `patch` does to the files of `base`, with the kind of each change.
[[nodiscard]] std::vector<ChangedFile> changes_of(const Patch& patch,
                                                  const std::vector<TreeFile>& base);

}  // namespace wright
