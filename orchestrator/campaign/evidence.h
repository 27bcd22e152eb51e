// Statements about landed trees that were made elsewhere, kept beside the logs:
// logs/evidence/<tree>/<sha256>.json.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/ids.h"
#include "repo/repo.h"

namespace wright {

struct Imported {
  TreeId tree;
  AttemptId attempt;  // That landed this tree.
  std::filesystem::path file;
  bool already = false;
};

// Takes in an in-toto statement of ours.  Errors: not such a statement, a
// verdict that cannot be read, or a subject that no log of this repository
// landed.  `name` stands in messages.  Imported evidence is somebody's word: it
// never lands anything.
Result<Imported> import_evidence(const std::filesystem::path& root, const std::string& name,
                                 const std::string& statement);

// The landing's own statement first, then the imported ones; one line each.
Result<std::vector<std::string>> evidence_about(const std::filesystem::path& root,
                                                const CommitInfo& commit);

}  // namespace wright
