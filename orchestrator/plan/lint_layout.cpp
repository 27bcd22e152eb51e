#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "plan/lint.h"

namespace wright {
namespace {

const std::set<std::string> kDirectories{"tasks", "scaffold", "host", "visible", "held_out"};

void lint_directories(const Draft& draft, Findings& findings);
void lint_case_file(const Draft& draft, const std::string& path, Findings& findings);
void lint_case_lines(const Draft& draft, const std::string& path, Findings& findings);
bool asks_oracle(std::string_view code);
std::vector<std::string> clauses_of_case(std::string_view head);
bool has_clause(const Draft& draft, const std::string& id);
void lint_what_checks_need(const Draft& draft, Findings& findings);
bool has_oracle(const Draft& draft);
bool has_held_out_cases(const Draft& draft, const TaskDraft& task);

}  // namespace

void lint_layout(const Draft& draft, Findings& findings) {
  lint_directories(draft, findings);
  for (const std::string& path : draft.snapshot.below("")) {
    if (!path.ends_with(".cases")) continue;
    lint_case_file(draft, path, findings);
    lint_case_lines(draft, path, findings);
  }
  lint_what_checks_need(draft, findings);
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
  if (find_draft(draft, task) != nullptr) return;
  std::set<std::string> ids;
  for (const TaskDraft& known : draft.tasks) ids.insert(known.task.id.value);
  findings.add(path, 1,
               fmt::format("no task has the id {}, so these cases never run{}", in_quotes(task),
                           suggestion(task, ids)));
}

void lint_case_lines(const Draft& draft, const std::string& path, Findings& findings) {
  const auto text = draft.snapshot.texts.find(path);
  if (text == draft.snapshot.texts.end()) return;
  bool told = has_oracle(draft);
  int number = 0;
  for (const std::string& line : split(text->second, '\n')) {
    ++number;
    const std::string_view code = trim(std::string_view(line).substr(0, line.find('#')));
    if (!told && asks_oracle(code)) {
      findings.add(path, number, "compares with the oracle, but held_out/oracle/ has no .cpp file");
      told = true;
    }
    if (!code.starts_with("case ")) continue;
    for (const std::string& clause : clauses_of_case(code)) {
      if (has_clause(draft, clause)) continue;
      findings.add(path, number,
                   fmt::format("clause {} does not stand in spec.md", in_quotes(clause)));
    }
  }
}

// `x ~ oracle`, with any space between; a fill such as `f32[3]~normal` is none.
bool asks_oracle(std::string_view code) {
  for (std::size_t at = code.find('~'); at != std::string_view::npos; at = code.find('~', at + 1))
    if (trim(code.substr(at + 1)).starts_with("oracle")) return true;
  return false;
}

// The ids behind the name: `case "adds" [R2.1]`.
std::vector<std::string> clauses_of_case(std::string_view head) {
  std::vector<std::string> ids;
  std::size_t at = head.rfind('"');
  while (at != std::string_view::npos && (at = head.find("[R", at)) != std::string_view::npos) {
    const std::size_t close = head.find(']', at);
    if (close == std::string_view::npos) break;
    ids.emplace_back(head.substr(at + 1, close - at - 1));
    at = close;
  }
  return ids;
}

bool has_clause(const Draft& draft, const std::string& id) {
  const std::vector<Clause>& clauses = draft.spec.clauses;
  return std::any_of(clauses.begin(), clauses.end(),
                     [&](const Clause& clause) { return clause.id == id; });
}

void lint_what_checks_need(const Draft& draft, Findings& findings) {
  const bool host = draft.snapshot.has("host/CMakeLists.txt");
  for (const TaskDraft& task : draft.tasks) {
    const std::string& file = task.task.file;
    if (!host && has_check(draft, task, "build"))
      findings.add(file, task.id_line, "check build needs host/CMakeLists.txt, which is missing");
    if (!has_oracle(draft) && has_check(draft, task, "differential")) {
      findings.add(file, task.id_line,
                   "check differential needs an oracle; add held_out/oracle/<name>.cpp");
    }
    if (has_check(draft, task, "held_out") && !has_held_out_cases(draft, task)) {
      findings.add(file, task.id_line,
                   fmt::format("check held_out would run no case; add held_out/{}.cases",
                               task.task.id.value));
    }
  }
}

bool has_oracle(const Draft& draft) {
  const std::vector<std::string> paths = draft.snapshot.below("held_out/oracle/");
  return std::any_of(paths.begin(), paths.end(),
                     [](const std::string& path) { return path.ends_with(".cpp"); });
}

// Cases of a task run for every later one too.
bool has_held_out_cases(const Draft& draft, const TaskDraft& task) {
  if (!draft.spec.after.empty()) return true;
  Spec graph;
  for (const TaskDraft& known : draft.tasks) graph.tasks.push_back(known.task);
  return std::any_of(draft.tasks.begin(), draft.tasks.end(), [&](const TaskDraft& known) {
    const TaskId& id = known.task.id;
    return (id == task.task.id || depends_on(graph, task.task.id, id)) &&
           draft.snapshot.has(fmt::format("held_out/{}.cases", id.value));
  });
}

}  // namespace
}  // namespace wright
