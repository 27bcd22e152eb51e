// What terminal/create asks for.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "agent/acp_step.h"
#include "base/result.h"

namespace wright {

// The run without its id.  An Error's message says what is wrong with the request.
Result<AcpRun> terminal_run(const nlohmann::json& params);

}  // namespace wright
