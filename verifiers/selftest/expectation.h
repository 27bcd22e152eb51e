// Whether a report is what the expect.json of a workspace asks for; workspace.h names the keys.
#pragma once

#include <nlohmann/json.hpp>

#include "core/check.h"

namespace wright {

// It failed, or of an honest workspace passed, with all that is named.  Throws what nlohmann
// throws when the workspace itself is broken.
[[nodiscard]] bool is_met(const nlohmann::json& expect, bool is_cheat, const CheckReport& report);

// It is unavailable for one of the reasons that are named, or none is.
[[nodiscard]] bool is_reason(const nlohmann::json& expect, const CheckReport& unavailable);

}  // namespace wright
