// auditor: the program `tensorwright-audit`, which reads logs and git a second time, by what
// logs/FORMAT.md says and without any code of ours, so that an error there is no error here.
//
//   log.h       lines, their chain, blobs
//   story.h     what happened to each attempt, in which order
//   spec.h      the pinned spec: digests, scaffold, clauses
//   landing.h   patch -> tree -> commit; verdict; statement
//   closing.h   the anchor, branches, the history of git
//   envelope.h  signed statements below logs/evidence
//   devices.h   results of GPUs elsewhere below logs/gpu
//
// report.h: what an audit came to.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace auditor {

struct Finding {
  std::string where;  // A file and line, an attempt, a commit.
  std::string what;
};

struct Report {
  int logs = 0;
  int lines = 0;
  int blobs = 0;
  int landings = 0;
  int commits = 0;     // Of git's history that were looked at.
  int signatures = 0;  // Of envelopes, that are good.
  std::vector<Finding> findings;
  std::vector<std::string> notes;  // What could not be looked at, and why.

  void find(std::string where, std::string what) {
    findings.push_back({std::move(where), std::move(what)});
  }
  // A finding unless `holds`.
  bool expect(bool holds, const std::string& where, const std::string& what) {
    if (!holds) find(where, what);
    return holds;
  }
};

}  // namespace auditor
