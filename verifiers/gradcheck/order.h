// How many derivatives of a call a task asks for.
#pragma once

#include <string>

#include "base/result.h"

namespace wright {

// The key `order` of `config`, 1 when absent.  Errors (spec) begin with the task.
Result<int> order_of(const std::string& config, const std::string& task);

}  // namespace wright
