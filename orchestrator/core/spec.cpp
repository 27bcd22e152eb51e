#include "core/spec.h"

#include <algorithm>

namespace wright {

std::filesystem::path place_of(const Spec& spec, const SpecFile& file) {
  const auto borrowed = spec.borrowed.find(file.path);
  return borrowed == spec.borrowed.end() ? spec.directory / file.path : borrowed->second;
}

const Task* find_task(const Spec& spec, const TaskId& id) {
  const auto found = std::find_if(spec.tasks.begin(), spec.tasks.end(),
                                  [&](const Task& task) { return task.id == id; });
  return found == spec.tasks.end() ? nullptr : &*found;
}

}  // namespace wright
