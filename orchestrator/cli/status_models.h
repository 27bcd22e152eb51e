// What `status` says of the models of a campaign: how they think, and which one is served here.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/campaign.h"

namespace wright {

// Safe to print; none: nothing was set, and no server on this machine told anything.
[[nodiscard]] std::vector<std::string> model_lines(const CampaignState& state);
// Null where no server on this machine told anything.
[[nodiscard]] nlohmann::json served_json(const CampaignState& state);

}  // namespace wright
