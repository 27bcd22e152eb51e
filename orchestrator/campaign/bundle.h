// A landing with its history and its log, as a directory that another machine
// can verify.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "repo/repo.h"

namespace wright {

// Makes `directory`, which must not be there yet: a git repository that holds
// the commit and its ancestors, logs/recorded/<campaign>, and what else was stated of the tree.
Result<void> bundle(Repo& repo, const CommitId& commit, const std::filesystem::path& directory);

}  // namespace wright
