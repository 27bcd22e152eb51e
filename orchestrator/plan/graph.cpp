// The DAG of tasks: what may start, what comes before what.
#include <algorithm>
#include <set>

#include "plan/plan.h"

namespace wright {

std::vector<TaskId> next_ready(const Spec& spec, const std::vector<TaskId>& landed) {
  const std::set<TaskId> done(landed.begin(), landed.end());
  std::vector<TaskId> ready;
  for (const Task& task : spec.tasks) {
    if (done.contains(task.id)) continue;
    if (std::all_of(task.needs.begin(), task.needs.end(),
                    [&](const TaskId& need) { return done.contains(need); }))
      ready.push_back(task.id);
  }
  return ready;
}

bool depends_on(const Spec& spec, const TaskId& after, const TaskId& before) {
  std::set<TaskId> seen;
  std::vector<TaskId> open{after};
  while (!open.empty()) {
    const Task* task = find_task(spec, open.back());
    open.pop_back();
    if (task == nullptr) continue;
    for (const TaskId& need : task->needs) {
      if (need == before) return true;
      if (seen.insert(need).second) open.push_back(need);
    }
  }
  return false;
}

}  // namespace wright
