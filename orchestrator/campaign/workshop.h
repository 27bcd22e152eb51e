// The scratch directories of a run, all below logs/runs/<campaign>/work.
//
//   trees/<tree>     the target subtree, materialised; never written again
//   builds/<tree>    finished build trees of a landing, a folder a flavour
//   gates/<tree>     the same, as the visible checks build them
//   artifacts/<tree> what its checks published (the host, ...)
//   judgings/<id>    scratch of one judging, removed afterwards
//   attempts/<id>    the overlay and the brief of an open attempt
//   spec/<digest>    a pinned spec, written out from its blobs
//   cache, verdicts  of the verifiers and of the judge; the first is `shared_cache` where one is
//
// Everything here can be made again; `sweep` removes it.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "core/ids.h"
#include "repo/repo.h"

namespace wright {

// What the variable TENSORWRIGHT_CACHE names: compiled objects and oracles, by their contents, of
// all repositories of a user.
[[nodiscard]] std::optional<std::filesystem::path> shared_cache();

class Workshop {
 public:
  explicit Workshop(std::filesystem::path run) : work_(std::move(run) / "work") {}

  // The files below `prefix` of `tree`.  Those that the subtree `reuse` (may be
  // empty) has as well are hardlinked, so that mtimes tell a build what changed.
  Result<std::filesystem::path> tree(Repo& repo, const TreeId& tree, const std::string& prefix,
                                     const TreeId& reuse) const;

  [[nodiscard]] std::filesystem::path builds(const std::string& subtree) const;
  [[nodiscard]] std::filesystem::path artifacts(const std::string& subtree) const;
  [[nodiscard]] std::filesystem::path judging(const std::string& id) const;
  [[nodiscard]] std::filesystem::path attempt(const AttemptId& id) const;
  [[nodiscard]] std::filesystem::path spec(const Digest& digest) const;
  [[nodiscard]] std::filesystem::path cache() const {
    return shared_cache().value_or(work_ / "cache");
  }
  [[nodiscard]] std::filesystem::path verdicts() const { return work_ / "verdicts"; }

  [[nodiscard]] std::filesystem::path gates(const std::string& subtree) const;

  // What a judging built becomes the base of the next one.
  Result<void> promote(const std::string& judging_id, const std::string& subtree) const;

  // The same for the visible checks, which build otherwise.
  Result<void> promote_gate(const std::string& judging_id, const std::string& subtree) const;

  // Forgets the builds and artifacts of everything but `subtree`, and the trees of
  // everything but it, `in_use` and what was asked for within the last hour.
  Result<void> keep_only(const std::string& subtree, const std::set<std::string>& in_use) const;

  // Moves what a finished campaign built here, for one that starts on its tip.
  // With nothing there this is no more than a slower start.
  Result<void> take_over(const Workshop& finished) const;

  // Removes all scratch directories.
  Result<void> sweep() const;

 private:
  std::filesystem::path work_;
};

// The id of the tree at `prefix`, or "empty".
Result<std::string> subtree_key(Repo& repo, const TreeId& tree, const std::string& prefix);

}  // namespace wright
