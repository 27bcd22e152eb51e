#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "plan/lint.h"

namespace wright {
namespace {

constexpr std::array<std::string_view, 3> kTolerances{"rel_max", "abs_max", "ulp_max"};

void lint_check(const CheckDraft& check, const KnownChecks& known, Findings& findings);
void lint_keys(const CheckDraft& check, const KnownCheck& known, Findings& findings);
void lint_tolerance(const CheckDraft& check, Findings& findings);
void lint_task(const Draft& draft, const TaskDraft& task, Findings& findings);
bool has_key(const CheckDraft& check, std::string_view key);

}  // namespace

void lint_checks(const Draft& draft, const KnownChecks& known, Findings& findings) {
  for (const CheckDraft& check : draft.checks) lint_check(check, known, findings);
  for (const TaskDraft& task : draft.tasks) {
    for (const CheckDraft& check : task.checks) lint_check(check, known, findings);
    lint_task(draft, task, findings);
  }
}

namespace {

void lint_check(const CheckDraft& check, const KnownChecks& known, Findings& findings) {
  lint_tolerance(check, findings);
  const auto found = known.find(check.check.check);
  if (found != known.end()) {
    lint_keys(check, found->second, findings);
    return;
  }
  std::set<std::string> names;
  for (const auto& [name, keys] : known) names.insert(name);
  findings.add(check.file, check.line,
               fmt::format("unknown check {}{}", in_quotes(check.check.check),
                           suggestion(check.check.check, names)));
}

void lint_keys(const CheckDraft& check, const KnownCheck& known, Findings& findings) {
  std::set<std::string> allowed(known.optional.begin(), known.optional.end());
  allowed.insert(known.required.begin(), known.required.end());
  allowed.insert("why");
  for (const Word& key : check.keys) {
    if (allowed.contains(key.text)) continue;
    findings.add(check.file, key.line,
                 fmt::format("check {} has no key {}{}", check.check.check, in_quotes(key.text),
                             suggestion(key.text, allowed)));
  }
  for (const std::string& key : known.required) {
    if (has_key(check, key)) continue;
    findings.add(check.file, check.line,
                 fmt::format("check {} needs the key `{}`", check.check.check, key));
  }
}

// A tolerance is a promise to the reader, so it comes with its reason.
void lint_tolerance(const CheckDraft& check, Findings& findings) {
  if (has_key(check, "why")) return;
  for (const Word& key : check.keys) {
    if (std::find(kTolerances.begin(), kTolerances.end(), key.text) == kTolerances.end()) continue;
    findings.add(check.file, key.line,
                 fmt::format("`{}` without `why`; say what makes this tolerance right", key.text));
    return;
  }
}

void lint_task(const Draft& draft, const TaskDraft& task, Findings& findings) {
  if (draft.checks.empty() && task.checks.empty()) {
    if (!draft.spec_whole) return;
    findings.add(task.task.file, task.id_line, "the task has no checks, so nothing proves it");
    return;
  }
  std::set<std::pair<std::string, std::string>> seen;
  for (const CheckDraft& check : checks_of(draft, task)) {
    if (seen.emplace(check.check.check, check.check.config).second) continue;
    const int line = check.file == task.task.file ? check.line : task.id_line;
    findings.add(
        task.task.file, line,
        fmt::format("check {} would run twice with the same config", in_quotes(check.check.check)));
  }
}

bool has_key(const CheckDraft& check, std::string_view key) {
  return std::any_of(check.keys.begin(), check.keys.end(),
                     [&](const Word& word) { return word.text == key; });
}

}  // namespace
}  // namespace wright
