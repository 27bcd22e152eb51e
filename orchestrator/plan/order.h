// The order of tasks: by file name, and each after all that it needs.
#pragma once

#include <string>
#include <vector>

#include "core/spec.h"

namespace wright {

// Of the tasks that may come next, always the first as given, so that the
// order is stable.  Tasks on a cycle come last, as given.
[[nodiscard]] std::vector<Task> in_order(const std::vector<Task>& tasks);

}  // namespace wright
