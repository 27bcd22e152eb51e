#include <fmt/format.h>

#include <set>

#include "plan/clauses.h"
#include "plan/lint.h"

namespace wright {
namespace {

void lint_names(const TaskDraft& task, const std::set<std::string>& known, Findings& findings);

}  // namespace

void lint_clauses(const Draft& draft, Findings& findings) {
  std::set<std::string> known;
  for (const Clause& clause : draft.spec.clauses) known.insert(clause.id);
  std::set<std::string> named;
  for (const TaskDraft& task : draft.tasks) {
    if (!known.empty()) lint_names(task, known, findings);
    for (const Word& word : task.clauses) named.insert(word.text);
  }
  for (const Clause& clause : draft.spec.clauses) {
    if (!draft.tasks_whole) break;
    if (named.contains(clause.id)) continue;
    findings.add("spec.md", clause.line,
                 fmt::format("clause {} is named by no task, so nothing checks it", clause.id));
  }
}

namespace {

void lint_names(const TaskDraft& task, const std::set<std::string>& known, Findings& findings) {
  std::set<std::string> seen;
  for (const Word& word : task.clauses) {
    if (!known.contains(word.text)) {
      findings.add(task.task.file, word.line,
                   fmt::format("clause {} does not stand in spec.md", in_quotes(word.text)));
    } else if (!seen.insert(word.text).second) {
      findings.add(task.task.file, word.line, fmt::format("names clause {} twice", word.text));
    }
  }
}

}  // namespace
}  // namespace wright
