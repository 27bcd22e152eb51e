// The JSON of a Makeup, in reports and in the probe's answer.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "report.h"

namespace wright {

[[nodiscard]] nlohmann::json to_json(const Makeup& makeup);

}  // namespace wright
