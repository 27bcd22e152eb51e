#include "plan/draft.h"

#include <algorithm>

namespace wright {

const TaskDraft* find_draft(const Draft& draft, const std::string& id) {
  const auto found =
      std::find_if(draft.tasks.begin(), draft.tasks.end(),
                   [&](const TaskDraft& draft_task) { return draft_task.task.id.value == id; });
  return found == draft.tasks.end() ? nullptr : &*found;
}

std::vector<CheckDraft> checks_of(const Draft& draft, const TaskDraft& task) {
  std::vector<CheckDraft> checks = draft.checks;
  checks.insert(checks.end(), task.checks.begin(), task.checks.end());
  return checks;
}

bool has_check(const Draft& draft, const TaskDraft& task, const std::string& name) {
  const auto is_named = [&](const CheckDraft& check) { return check.check.check == name; };
  return std::any_of(draft.checks.begin(), draft.checks.end(), is_named) ||
         std::any_of(task.checks.begin(), task.checks.end(), is_named);
}

}  // namespace wright
