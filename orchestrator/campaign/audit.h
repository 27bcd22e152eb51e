// `audit`: every commit that touches a target subtree is explained by a log, and
// every log adds up.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "repo/repo.h"

namespace wright {

struct AuditFinding {
  std::string where;  // A file and line, a blob, a commit.
  std::string message;

  bool operator==(const AuditFinding&) const = default;
};

struct AuditReport {
  int logs = 0;
  int events = 0;
  int blobs = 0;
  int landings = 0;        // Commits that a log explains.
  int commits = 0;         // Commits of the history that were looked at.
  bool truncated = false;  // A shallow clone: older commits were not there.
  std::vector<AuditFinding> findings;
};

// Looks at all logs below logs/recorded, the history of `tip` and the branches
// campaign/*.  Finds: a broken chain, a cut tail, a missing or altered blob, a
// patch that does not give the landed tree, a landing without a passing
// verdict, a commit that no log explains, a log regenerated under other commits.
Result<AuditReport> audit(Repo& repo, const CommitId& tip);

}  // namespace wright
