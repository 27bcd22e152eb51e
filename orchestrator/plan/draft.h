// A Draft is a spec with the line of everything that a fault may be found in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/spec.h"
#include "plan/fields.h"
#include "plan/snapshot.h"

namespace wright {

struct CheckDraft {
  CheckConfig check;
  std::string file;
  int line = 1;
  std::vector<Word> keys;  // Of its config.
};

struct TaskDraft {
  Task task;
  int id_line = 1;
  int kind_line = 1;
  int tuning_line = 1;
  int tuning_file_line = 1;
  int template_line = 1;
  std::vector<Word> needs;
  std::vector<Word> writes;
  std::vector<Word> clauses;
  std::vector<CheckDraft> checks;  // The task's own.
};

struct Draft {
  Spec spec;  // Without its tasks until the draft is finished.
  std::vector<CheckDraft> checks;
  std::vector<TaskDraft> tasks;  // By file name; after a fault, perhaps with ids twice or empty.
  Snapshot snapshot;
  int like_line = 1;
  // False: a syntax fault hid a part, so that what seems absent proves nothing.
  bool spec_whole = true;
  bool tasks_whole = true;
};

// The first task with this id, or nullptr.
[[nodiscard]] const TaskDraft* find_draft(const Draft& draft, const std::string& id);

// The spec's default checks, then the task's own.
[[nodiscard]] std::vector<CheckDraft> checks_of(const Draft& draft, const TaskDraft& task);
[[nodiscard]] bool has_check(const Draft& draft, const TaskDraft& task, const std::string& name);

}  // namespace wright
