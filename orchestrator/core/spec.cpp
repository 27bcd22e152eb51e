#include "core/spec.h"

#include <algorithm>

namespace wright {

const Task* find_task(const Spec& spec, const TaskId& id) {
  const auto found = std::find_if(spec.tasks.begin(), spec.tasks.end(),
                                  [&](const Task& task) { return task.id == id; });
  return found == spec.tasks.end() ? nullptr : &*found;
}

}  // namespace wright
