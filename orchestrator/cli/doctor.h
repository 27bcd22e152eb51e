// The rows of `doctor`.
#pragma once

#include <string>
#include <vector>

#include "cli/run_kinds.h"

namespace wright {

struct DoctorRow {
  std::string name;
  bool is_there = false;
  bool is_needed = true;
  std::string detail;
};

// Which keys are set, and which servers of local models listen here.  No model is called.
[[nodiscard]] std::vector<DoctorRow> look_at_models();

// One small call of the model that --agent names, after saying so.
[[nodiscard]] DoctorRow try_model(const Invocation& invocation, const RunArguments& given);

}  // namespace wright
