#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "plan/ancestry.h"
#include "plan/clauses.h"
#include "plan/lint.h"

namespace wright {
namespace {

const std::set<std::string> kDirectories{"tasks", "scaffold", "host", "visible", "held_out"};

void lint_directories(const Draft& draft, Findings& findings);
void lint_case_file(const Draft& draft, const std::string& path, Findings& findings);
void lint_case_lines(const Draft& draft, const std::string& path, Findings& findings);
bool has_clause(const Draft& draft, const std::string& id);
void lint_what_checks_need(const Draft& draft, Findings& findings);
void lint_oracle(const Draft& draft, Findings& findings);
int line_that_asks(const std::string& cases);
bool has_held_out_cases(const Draft& draft, const Ancestry& ancestry, std::size_t task);

}  // namespace

void lint_layout(const Draft& draft, Findings& findings) {
  lint_directories(draft, findings);
  for (const std::string& path : draft.snapshot.below("")) {
    if (!path.ends_with(".cases")) continue;
    lint_case_file(draft, path, findings);
    lint_case_lines(draft, path, findings);
  }
  lint_what_checks_need(draft, findings);
  lint_oracle(draft, findings);
}

namespace {

void lint_directories(const Draft& draft, Findings& findings) {
  std::set<std::string> seen;
  for (const SpecFile& file : draft.snapshot.files) {
    const std::size_t slash = file.path.find('/');
    if (slash == std::string::npos) continue;
    const std::string top = file.path.substr(0, slash);
    if (kDirectories.contains(top) || !seen.insert(top).second) continue;
    findings.add(file.path, 1,
                 fmt::format("no part of a spec lives in {}{}", in_quotes(top + "/"),
                             suggestion(top, kDirectories)));
  }
}

// `visible/sum.cases` and `held_out/sum.cases` belong to the task sum.
void lint_case_file(const Draft& draft, const std::string& path, Findings& findings) {
  const std::vector<std::string> parts = split(path, '/');
  if (parts.size() != 2 || (parts[0] != "visible" && parts[0] != "held_out")) {
    findings.add(path, 1, "case files are read from visible/ and held_out/ only, not from here");
    return;
  }
  const std::string task = parts[1].substr(0, parts[1].size() - std::string(".cases").size());
  if (find_draft(draft, task) != nullptr || !draft.tasks_whole) return;
  std::set<std::string> ids;
  for (const TaskDraft& known : draft.tasks) ids.insert(known.task.id.value);
  findings.add(path, 1,
               fmt::format("no task has the id {}, so these cases never run{}", in_quotes(task),
                           suggestion(task, ids)));
}

void lint_case_lines(const Draft& draft, const std::string& path, Findings& findings) {
  const auto text = draft.snapshot.texts.find(path);
  if (text == draft.snapshot.texts.end() || draft.spec.clauses.empty()) return;
  int number = 0;
  for (const std::string& line : split(text->second, '\n')) {
    ++number;
    if (!trim(line).starts_with("case ")) continue;
    for (const std::string& clause : clauses_of_case(line)) {
      if (has_clause(draft, clause)) continue;
      findings.add(path, number,
                   fmt::format("clause {} does not stand in spec.md", in_quotes(clause)));
    }
  }
}

bool has_clause(const Draft& draft, const std::string& id) {
  const std::vector<Clause>& clauses = draft.spec.clauses;
  return std::any_of(clauses.begin(), clauses.end(),
                     [&](const Clause& clause) { return clause.id == id; });
}

void lint_what_checks_need(const Draft& draft, Findings& findings) {
  const std::string host = "host/CMakeLists.txt";
  const Ancestry ancestry(draft);
  for (std::size_t i = 0; i < draft.tasks.size(); ++i) {
    const TaskDraft& task = draft.tasks[i];
    if (!draft.snapshot.has(host) && has_check(draft, task, "build"))
      findings.add(host, 1, "missing; check build configures it");
    const bool may_lack_cases = !is_identifier(task.task.id.value) || !draft.tasks_whole;
    if (may_lack_cases || !has_check(draft, task, "held_out") ||
        has_held_out_cases(draft, ancestry, i))
      continue;
    findings.add(
        task.task.file, task.id_line,
        fmt::format("check held_out would run no case; add held_out/{}.cases", task.task.id.value));
  }
}

// One finding at the first place that asks for it.
void lint_oracle(const Draft& draft, Findings& findings) {
  const std::vector<std::string> paths = draft.snapshot.below("held_out/oracle/");
  if (std::any_of(paths.begin(), paths.end(),
                  [](const std::string& path) { return path.ends_with(".cpp"); }))
    return;
  const std::string message = "asks for the oracle, but held_out/oracle/ has no .cpp file";
  for (const TaskDraft& task : draft.tasks) {
    if (!has_check(draft, task, "differential")) continue;
    findings.add(task.task.file, task.id_line, "check differential " + message);
    return;
  }
  for (const auto& [path, text] : draft.snapshot.texts) {
    const int line = path.ends_with(".cases") ? line_that_asks(text) : 0;
    if (line == 0) continue;
    findings.add(path, line, message);
    return;
  }
}

// The first line with `x ~ oracle`, or 0; a fill such as `f32[3]~normal` is none.
int line_that_asks(const std::string& cases) {
  int number = 0;
  for (const std::string& line : split(cases, '\n')) {
    ++number;
    const std::string_view code = std::string_view(line).substr(0, line.find('#'));
    for (std::size_t at = code.find('~'); at != std::string_view::npos; at = code.find('~', at + 1))
      if (trim(code.substr(at + 1)).starts_with("oracle")) return number;
  }
  return 0;
}

// Cases of a task run for every later one too.
bool has_held_out_cases(const Draft& draft, const Ancestry& ancestry, std::size_t task) {
  for (std::size_t i = 0; i < draft.tasks.size(); ++i) {
    const bool counts = i == task || ancestry.needs(task, i);
    if (counts &&
        draft.snapshot.has(fmt::format("held_out/{}.cases", draft.tasks[i].task.id.value)))
      return true;
  }
  return false;
}

}  // namespace
}  // namespace wright
