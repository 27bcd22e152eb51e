// What a campaign may be called.  The name is a directory below logs/ and the end
// of a branch's name, so a recording of somebody else's must not choose it freely.
#pragma once

#include <string_view>

namespace wright {

// 1 to 128 of a-z, 0-9, _ and -.
[[nodiscard]] bool is_campaign_name(std::string_view name);

}  // namespace wright
