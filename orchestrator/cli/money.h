// The ledger as people and programs read it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/campaign.h"

namespace wright {

// One line each: what is spent, reserved, a landed change cost, and the limits.
[[nodiscard]] std::vector<std::string> money_lines(const CampaignState& state);

[[nodiscard]] nlohmann::json money_json(const CampaignState& state);

[[nodiscard]] nlohmann::json spending_json(const Spending& spending);

// "$0.0123", "unknown price", or "" where no model was called.
[[nodiscard]] std::string money_of(const Spending& spending);

}  // namespace wright
