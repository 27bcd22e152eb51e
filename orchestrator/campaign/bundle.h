// A landing with its history and its log, as a directory that another machine
// can verify.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "repo/repo.h"

namespace wright {

// Makes `directory`, which must not be there yet: a git repository that holds
// the commit and its ancestors, and logs/recorded/<campaign>.
Result<void> bundle(Repo& repo, const CommitId& commit, const std::filesystem::path& directory);

}  // namespace wright
