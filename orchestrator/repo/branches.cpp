#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {
namespace {

std::string full_name(const std::string& branch) {
  return "refs/heads/" + branch;
}

}  // namespace

Result<std::optional<CommitId>> Repo::branch(const std::string& name) {
  git_oid oid;
  const int found =
      git_reference_name_to_id(&oid, state_->repository.get(), full_name(name).c_str());
  if (found == GIT_ENOTFOUND) return std::optional<CommitId>();
  if (found != 0) return git_failure("read branch " + name);
  return std::optional<CommitId>(CommitId{hex_of(oid)});
}

Result<void> Repo::move_branch(const std::string& name, const std::optional<CommitId>& expected,
                               const CommitId& to) {
  const git_oid target = TRY(oid_of(to.value));
  // libgit2 compares `from` while it holds the lock of the branch; its refusal to overwrite looks
  // before the lock, so that of two writers both could make a new branch. Zero stands for none.
  git_oid from{};
  if (expected) from = TRY(oid_of(expected->value));
  git_reference* raw = nullptr;
  const int moved = git_reference_create_matching(
      &raw, state_->repository.get(), full_name(name).c_str(), &target, 1, &from, "tensorwright");
  const GitReference reference(raw);
  if (moved == GIT_EMODIFIED) {
    return Error{ErrorKind::git, fmt::format("branch {} was moved by somebody else: expected {}",
                                             name, expected ? expected->value : "none")};
  }
  if (moved != 0) return git_failure("move branch " + name);
  return {};
}

Result<std::vector<std::string>> Repo::branches(const std::string& prefix) {
  git_branch_iterator* raw = nullptr;
  if (git_branch_iterator_new(&raw, state_->repository.get(), GIT_BRANCH_LOCAL) != 0) {
    return git_failure("list the branches");
  }
  const GitBranchIterator iterator(raw);
  std::vector<std::string> names;
  git_reference* reference = nullptr;
  git_branch_t kind = GIT_BRANCH_LOCAL;
  while (git_branch_next(&reference, &kind, raw) == 0) {
    const GitReference held(reference);
    const char* name = nullptr;
    if (git_branch_name(&name, reference) == 0 && std::string(name).rfind(prefix, 0) == 0) {
      names.emplace_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> Repo::delete_branch(const std::string& name) {
  if (git_reference_remove(state_->repository.get(), full_name(name).c_str()) != 0) {
    return git_failure("delete branch " + name);
  }
  return {};
}

}  // namespace wright
