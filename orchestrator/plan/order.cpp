#include "plan/order.h"

#include <algorithm>
#include <map>
#include <set>

namespace wright {
namespace {

bool all_placed(const Task& task, const std::set<TaskId>& known, const std::set<TaskId>& placed);

}  // namespace

std::vector<Task> in_order(const std::vector<Task>& tasks) {
  std::set<TaskId> known;
  for (const Task& task : tasks) known.insert(task.id);
  std::set<TaskId> placed;
  std::vector<Task> ordered;
  std::vector<bool> done(tasks.size(), false);
  bool moved = true;
  while (moved) {
    moved = false;
    for (std::size_t i = 0; i < tasks.size() && !moved; ++i) {
      if (done[i] || !all_placed(tasks[i], known, placed)) continue;
      ordered.push_back(tasks[i]);
      placed.insert(tasks[i].id);
      done[i] = moved = true;
    }
  }
  for (std::size_t i = 0; i < tasks.size(); ++i)
    if (!done[i]) ordered.push_back(tasks[i]);
  return ordered;
}

namespace {

// A need that names no task is a fault of its own and holds nothing back.
bool all_placed(const Task& task, const std::set<TaskId>& known, const std::set<TaskId>& placed) {
  return std::all_of(task.needs.begin(), task.needs.end(), [&](const TaskId& need) {
    return placed.contains(need) || !known.contains(need);
  });
}

}  // namespace
}  // namespace wright
