// What the configuration of `mutation` asks for.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"

namespace wright {

struct Plan {
  std::optional<double> score_min;  // None: report only.
  std::size_t mutants = 20;         // How many are tried.
  std::chrono::seconds seconds{300};
  std::vector<std::string> files;  // Globs; empty: every source of the patch.
};

Result<Plan> plan_of(const CheckRequest& request);

}  // namespace wright
