#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "plan/lint.h"

namespace wright {
namespace {

void lint_kind(const Draft& draft, const TaskDraft& task, Findings& findings);
void lint_file(const TaskDraft& task, Findings& findings);
void lint_template(const TaskDraft& task, Findings& findings);

}  // namespace

void lint_tuning(const Draft& draft, Findings& findings) {
  for (const TaskDraft& task : draft.tasks) {
    lint_kind(draft, task, findings);
    if (!task.task.tuning) continue;
    lint_file(task, findings);
    lint_template(task, findings);
  }
}

namespace {

void lint_kind(const Draft& draft, const TaskDraft& task, Findings& findings) {
  const std::string& file = task.task.file;
  if (task.task.kind == TaskKind::build) {
    if (task.task.tuning)
      findings.add(file, task.tuning_line, "`tuning` belongs to a task of kind improve only");
    return;
  }
  if (!has_check(draft, task, "bench")) {
    findings.add(file, task.kind_line,
                 "kind improve needs the check `bench`, which says whether it is faster");
  }
  if (task.needs.empty() && draft.spec.after.empty()) {
    findings.add(file, task.kind_line,
                 "kind improve has no incumbent; name in `needs` the task that builds it");
  }
}

void lint_file(const TaskDraft& task, Findings& findings) {
  const std::string& path = task.task.tuning->file;
  if (path.empty()) return;
  const bool written = std::any_of(task.writes.begin(), task.writes.end(),
                                   [&](const Word& glob) { return glob_matches(glob.text, path); });
  if (!written) {
    findings.add(
        task.task.file, task.tuning_file_line,
        fmt::format("tuning generates {}, which `writes` does not cover", in_quotes(path)));
  }
}

void lint_template(const TaskDraft& task, Findings& findings) {
  const Tuning& tuning = *task.task.tuning;
  const std::string_view text = tuning.template_text;
  std::set<std::string> unused;
  for (const Tunable& tunable : tuning.tunables) unused.insert(tunable.name);
  const std::set<std::string> known = unused;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t close = text.find("}}", at);
    if (close == std::string_view::npos) {
      findings.add(task.task.file, task.template_line, "the template opens {{ and never closes it");
      break;
    }
    const std::string name(trim(text.substr(at + 2, close - at - 2)));
    if (!known.contains(name)) {
      findings.add(task.task.file, task.template_line,
                   fmt::format("the template uses {}, which is no tunable{}", in_quotes(name),
                               suggestion(name, known)));
    }
    unused.erase(name);
    at = close + 2;
  }
  for (const std::string& name : unused) {
    findings.add(task.task.file, task.template_line,
                 fmt::format("tunable {} does not stand in the template", in_quotes(name)));
  }
}

}  // namespace
}  // namespace wright
