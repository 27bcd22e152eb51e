#include "plan/read_task.h"

#include <fmt/format.h>

#include <regex>

#include "base/text.h"
#include "plan/front_matter.h"
#include "plan/read_checks.h"
#include "plan/read_tuning.h"

namespace wright {
namespace {

constexpr std::size_t kTasksMax = 500;
constexpr std::size_t kTitleBytesMax = 120;

TaskDraft read_task(const std::string& file, const std::string& bytes, Draft& draft,
                    Findings& findings);
void read_title(TaskDraft& draft, Fields& fields, Findings& findings);
void read_kind(TaskDraft& draft, Fields& fields, Findings& findings);
void read_lists(TaskDraft& draft, Fields& fields);

}  // namespace

void read_tasks(Draft& draft, Findings& findings) {
  static const std::regex name("tasks/[0-9]+-[a-z0-9_-]+\\.md");
  for (const std::string& file : draft.snapshot.below("tasks/")) {
    const auto text = draft.snapshot.texts.find(file);
    if (!std::regex_match(file, name)) {
      findings.add(file, 1,
                   "a task file is named like tasks/010-sum.md; nothing else belongs here");
    }
    if (!file.ends_with(".md") || text == draft.snapshot.texts.end()) continue;
    if (draft.tasks.size() >= kTasksMax) {
      findings.add(file, 1, fmt::format("a spec has at most {} tasks", kTasksMax));
      return;
    }
    draft.tasks.push_back(read_task(file, text->second, draft, findings));
  }
  if (draft.tasks.empty())
    findings.add("spec.md", 1, "no tasks; add the first as tasks/010-slug.md");
}

namespace {

TaskDraft read_task(const std::string& file, const std::string& bytes, Draft& draft,
                    Findings& findings) {
  const FrontMatter front = read_front_matter(file, bytes, findings);
  draft.tasks_whole = draft.tasks_whole && front.whole;
  Fields fields(file, front.map, "a task", findings, front.whole);
  TaskDraft result;
  result.task.file = file;
  if (const std::optional<Word> id = fields.text("id", Need::required)) {
    result.task.id = TaskId{id->text};
    result.id_line = id->line;
    if (!is_identifier(id->text)) {
      findings.add(file, id->line,
                   fmt::format("{} is no id for a task; use a-z, 0-9 and _, a letter first",
                               in_quotes(id->text)));
    }
  }
  read_title(result, fields, findings);
  read_kind(result, fields, findings);
  read_lists(result, fields);
  result.checks = read_checks(file, fields, findings);
  for (const CheckDraft& check : checks_of(draft, result))
    result.task.checks.push_back(check.check);
  result.task.budget = read_budget(file, fields, draft.spec.budget, findings);
  result.tuning_line = line_of(front.map, "tuning");
  read_tuning(result, fields, findings);
  fields.refuse_other_keys();
  result.task.body = trim(front.body);
  if (result.task.body.empty())
    findings.add(file, front.body_line, "the body is empty; say what to build");
  return result;
}

void read_title(TaskDraft& draft, Fields& fields, Findings& findings) {
  const std::optional<Word> title = fields.text("title", Need::required);
  if (!title) return;
  draft.task.title = trim(title->text);
  const bool one_line = title->text.find('\n') == std::string::npos;
  if (draft.task.title.empty() || draft.task.title.size() > kTitleBytesMax || !one_line) {
    findings.add(draft.task.file, title->line,
                 fmt::format("a title is one line of 1 to {} bytes", kTitleBytesMax));
  }
}

void read_kind(TaskDraft& draft, Fields& fields, Findings& findings) {
  const std::optional<Word> kind = fields.text("kind", Need::optional);
  if (!kind) return;
  draft.kind_line = kind->line;
  if (kind->text == "improve") {
    draft.task.kind = TaskKind::improve;
  } else if (kind->text != "build") {
    findings.add(draft.task.file, kind->line,
                 fmt::format("kind {} is unknown; write build or improve", in_quotes(kind->text)));
  }
}

void read_lists(TaskDraft& draft, Fields& fields) {
  draft.needs = fields.words("needs", Need::optional);
  draft.writes = fields.words("writes", Need::required);
  draft.clauses = fields.words("clauses", Need::required);
  for (const Word& need : draft.needs) draft.task.needs.push_back(TaskId{need.text});
  for (const Word& glob : draft.writes) draft.task.writes.push_back(glob.text);
  for (const Word& clause : draft.clauses) draft.task.clauses.push_back(clause.text);
}

}  // namespace
}  // namespace wright
