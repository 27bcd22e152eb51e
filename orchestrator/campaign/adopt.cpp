#include "campaign/adopt.h"

#include <fmt/format.h>

#include <algorithm>

#include "campaign/root.h"

namespace wright {
namespace {

constexpr std::int64_t kMsInASecond = 1000;

Result<void> check_target(Repo& repo, const CommitInfo& head, const Repo::History& campaign,
                          const std::string& target);
bool holds(const Repo::History& history, const CommitId& id);

}  // namespace

Result<Adopted> adopt(Repo& repo, const std::string& campaign, const std::string& target,
                      Clock& clock) {
  const std::string branch = "campaign/" + campaign;
  const std::optional<CommitId> tip = TRY(repo.branch(branch));
  if (!tip) return Error{ErrorKind::usage, fmt::format("no branch {}", branch)};
  const std::optional<CommitId> head = TRY(repo.head());
  if (!head) return Error{ErrorKind::usage, "HEAD has no commit yet: commit something first"};
  const Repo::History mine = TRY(repo.history(*head));
  if (holds(mine, *tip)) return Adopted{*head, true};
  const CommitInfo ours = TRY(repo.read_commit(*head));
  const CommitInfo theirs = TRY(repo.read_commit(*tip));
  const Repo::History landings = TRY(repo.history(*tip));
  TRY(check_target(repo, ours, landings, target));
  const std::optional<TreeId> subtree = TRY(repo.subtree(theirs.spec.tree, target));
  if (!subtree) return Error{ErrorKind::git, fmt::format("{} has no {}", branch, target)};
  CommitSpec merge;
  merge.tree = TRY(repo.with_subtree(ours.spec.tree, target, *subtree));
  merge.parents = {*head, *tip};
  merge.author_name = kAuthorName;
  merge.author_email = kAuthorEmail;
  merge.time_s = std::max(clock.wall_ms() / kMsInASecond, ours.spec.time_s);
  merge.message = fmt::format("Adopt campaign {}\n", campaign);
  const CommitId id = TRY(repo.commit(merge));
  TRY(repo.update_checkout(id));
  return Adopted{id, false};
}

namespace {

// HEAD's target must be absent or a state that the campaign has passed through.
Result<void> check_target(Repo& repo, const CommitInfo& head, const Repo::History& campaign,
                          const std::string& target) {
  const std::optional<TreeId> mine = TRY(repo.subtree(head.spec.tree, target));
  if (!mine) return {};
  for (const CommitInfo& commit : campaign.commits) {
    const std::optional<TreeId> theirs = TRY(repo.subtree(commit.spec.tree, target));
    if (theirs == mine) return {};
  }
  return Error{ErrorKind::usage,
               fmt::format("{} of HEAD is no state that the campaign started from or passed "
                           "through: start the campaign on it, or remove it",
                           target)};
}

bool holds(const Repo::History& history, const CommitId& id) {
  return std::any_of(history.commits.begin(), history.commits.end(),
                     [&](const CommitInfo& commit) { return commit.id == id; });
}

}  // namespace
}  // namespace wright
