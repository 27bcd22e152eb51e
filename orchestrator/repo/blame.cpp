#include <fmt/format.h>

#include "base/text.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {

Result<std::vector<CommitId>> Repo::blame(const CommitId& revision, const std::string& path) {
  git_repository* repository = state_->repository.get();
  const GitCommit commit = TRY(lookup_commit(repository, revision));
  git_object* found = nullptr;
  // Looked up first, because libgit2 1.5 leaks when it blames what is not there.
  const int missing = git_object_lookup_bypath(
      &found, reinterpret_cast<const git_object*>(commit.get()), path.c_str(), GIT_OBJECT_BLOB);
  const GitObject file(found);
  if (missing != 0) {
    return Error{ErrorKind::usage,
                 fmt::format("no file {} at {}", escape_for_terminal(path), revision.value)};
  }
  git_blame_options options = GIT_BLAME_OPTIONS_INIT;
  options.newest_commit = TRY(oid_of(revision.value));
  git_blame* raw = nullptr;
  if (git_blame_file(&raw, repository, path.c_str(), &options) != 0) {
    return git_failure("blame " + path);
  }
  const GitBlame blame(raw);
  std::vector<CommitId> lines;
  for (std::uint32_t i = 0; i < git_blame_get_hunk_count(raw); ++i) {
    const git_blame_hunk* hunk = git_blame_get_hunk_byindex(raw, i);
    lines.insert(lines.end(), hunk->lines_in_hunk, CommitId{hex_of(hunk->final_commit_id)});
  }
  return lines;
}

}  // namespace wright
