#include <fmt/format.h>

#include "base/text.h"
#include "repo/git_handle.h"
#include "repo/repo.h"

namespace wright {

Result<std::vector<CommitId>> Repo::blame(const CommitId& revision, const std::string& path) {
  git_blame_options options = GIT_BLAME_OPTIONS_INIT;
  options.newest_commit = TRY(oid_of(revision.value));
  git_blame* raw = nullptr;
  if (git_blame_file(&raw, state_->repository.get(), path.c_str(), &options) != 0) {
    return Error{ErrorKind::usage,
                 fmt::format("no file {} at {}", escape_for_terminal(path), revision.value)};
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
