#include <fmt/format.h>

#include "base/text.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
// libgit2 1.5 forgets a match for every setting that names no submodule.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpcre2";
}
#endif
#endif

namespace wright {
namespace {

Result<std::string> first_dirty_path(git_repository* repository, const std::string& prefix);

}  // namespace

Result<std::optional<std::string>> Repo::head_branch() {
  git_reference* raw = nullptr;
  const int found = git_reference_lookup(&raw, state_->repository.get(), "HEAD");
  if (found != 0) return git_failure("read HEAD");
  const GitReference head(raw);
  const char* target = git_reference_symbolic_target(raw);
  if (target == nullptr) return std::optional<std::string>();
  const std::string name = target;
  constexpr std::string_view kHeads = "refs/heads/";
  if (name.rfind(kHeads, 0) != 0) return std::optional<std::string>();
  return std::optional<std::string>(name.substr(kHeads.size()));
}

Result<std::optional<CommitId>> Repo::head() {
  git_oid oid;
  const int found = git_reference_name_to_id(&oid, state_->repository.get(), "HEAD");
  if (found == GIT_ENOTFOUND) return std::optional<CommitId>();
  if (found != 0) return git_failure("read HEAD");
  return std::optional<CommitId>(CommitId{hex_of(oid)});
}

Result<bool> Repo::is_clean(const std::string& prefix) {
  const std::string dirty = TRY(first_dirty_path(state_->repository.get(), prefix));
  return dirty.empty();
}

Result<void> Repo::update_checkout(const CommitId& to) {
  git_repository* repository = state_->repository.get();
  const std::string dirty = TRY(first_dirty_path(repository, ""));
  if (!dirty.empty()) {
    return Error{ErrorKind::usage,
                 fmt::format("the checkout is not clean ({}): commit or stash it first",
                             escape_for_terminal(dirty))};
  }
  const std::optional<std::string> name = TRY(head_branch());
  const std::optional<CommitId> at = TRY(head());
  if (!name || !at) {
    return Error{ErrorKind::usage, "HEAD is on no branch: check one out first"};
  }
  const GitCommit commit = TRY(lookup_commit(repository, to));
  git_tree* raw = nullptr;
  if (git_commit_tree(&raw, commit.get()) != 0) return git_failure("read the tree");
  const GitTree tree(raw);
  git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
  // An ignored file is the user's too.
  options.checkout_strategy = GIT_CHECKOUT_SAFE | GIT_CHECKOUT_DONT_OVERWRITE_IGNORED;
  if (git_checkout_tree(repository, reinterpret_cast<const git_object*>(raw), &options) != 0) {
    return git_failure("check out " + to.value);
  }
  return move_branch(*name, at, to);
}

namespace {

// Tracked files that differ anywhere, untracked ones only below `prefix`.
Result<std::string> first_dirty_path(git_repository* repository, const std::string& prefix) {
  git_status_options options = GIT_STATUS_OPTIONS_INIT;
  options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
  options.flags =
      prefix.empty() ? 0 : GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS;
  git_status_list* raw = nullptr;
  if (git_status_list_new(&raw, repository, &options) != 0) {
    return git_failure("read the checkout's status");
  }
  const GitStatusList list(raw);
  for (std::size_t i = 0; i < git_status_list_entrycount(raw); ++i) {
    const git_status_entry* entry = git_status_byindex(raw, i);
    const git_diff_delta* delta =
        entry->index_to_workdir != nullptr ? entry->index_to_workdir : entry->head_to_index;
    const std::string path = delta->new_file.path != nullptr ? delta->new_file.path : "?";
    const bool is_untracked = entry->status == GIT_STATUS_WT_NEW;
    if (!is_untracked || path.rfind(prefix + "/", 0) == 0) return path;
  }
  return std::string();
}

}  // namespace
}  // namespace wright
