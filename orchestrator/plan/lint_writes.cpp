#include <fmt/format.h>

#include <set>

#include "plan/ancestry.h"
#include "plan/glob_overlap.h"
#include "plan/lint.h"
#include "plan/target_path.h"

namespace wright {
namespace {

constexpr std::size_t kWritesMax = 64;
const char* const kScaffold = "scaffold/";

void lint_globs(const TaskDraft& task, const std::vector<std::string>& scaffold,
                Findings& findings);
void lint_overlaps(const Draft& draft, Findings& findings);
void lint_pair(const TaskDraft& first, const TaskDraft& second, Findings& findings);

}  // namespace

void lint_writes(const Draft& draft, Findings& findings) {
  const std::vector<std::string> scaffold = draft.snapshot.below(kScaffold);
  for (const TaskDraft& task : draft.tasks) lint_globs(task, scaffold, findings);
  lint_overlaps(draft, findings);
}

namespace {

void lint_globs(const TaskDraft& task, const std::vector<std::string>& scaffold,
                Findings& findings) {
  const std::string& file = task.task.file;
  if (task.writes.size() > kWritesMax) {
    findings.add(file, task.writes[kWritesMax].line,
                 fmt::format("more than {} entries in `writes`; use globs", kWritesMax));
  }
  std::set<std::string> seen;
  for (const Word& glob : task.writes) {
    const std::string fault = fault_of_path(glob.text);
    if (!fault.empty()) {
      findings.add(file, glob.line, fmt::format("writes {} {}", in_quotes(glob.text), fault));
      continue;
    }
    if (glob.text.find_first_of("[]{}") != std::string::npos) {
      findings.add(file, glob.line,
                   fmt::format("writes {} holds a bracket; globs know *, ? and ** only",
                               in_quotes(glob.text)));
    }
    if (!seen.insert(glob.text).second)
      findings.add(file, glob.line, fmt::format("writes {} twice", in_quotes(glob.text)));
    for (const std::string& path : scaffold) {
      if (!glob_hits_path(glob.text, path.substr(std::string_view(kScaffold).size()))) continue;
      findings.add(file, glob.line,
                   fmt::format("writes {} hits the frozen file {}", in_quotes(glob.text), path));
      break;
    }
  }
}

void lint_overlaps(const Draft& draft, Findings& findings) {
  const Ancestry ancestry(draft);
  for (std::size_t j = 0; j < draft.tasks.size(); ++j) {
    const TaskDraft& second = draft.tasks[j];
    for (std::size_t i = 0; i < j; ++i) {
      const TaskDraft& first = draft.tasks[i];
      const bool ordered = ancestry.needs(i, j) || ancestry.needs(j, i);
      if (!ordered && first.task.id != second.task.id) lint_pair(first, second, findings);
    }
  }
}

// One finding for a pair of tasks, at the first overlap.
void lint_pair(const TaskDraft& first, const TaskDraft& second, Findings& findings) {
  for (const Word& theirs : first.writes) {
    for (const Word& ours : second.writes) {
      if (!fault_of_path(ours.text).empty() || !fault_of_path(theirs.text).empty()) continue;
      if (!globs_overlap(ours.text, theirs.text)) continue;
      findings.add(second.task.file, ours.line,
                   fmt::format("writes {} overlaps {} of task {} ({}); order the two by `needs`",
                               in_quotes(ours.text), in_quotes(theirs.text),
                               in_quotes(first.task.id.value), first.task.file));
      return;
    }
  }
}

}  // namespace
}  // namespace wright
