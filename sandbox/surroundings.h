// The part of a request that says what the payload is told of where it runs.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "request.h"

namespace wright {

// Throws std::exception, as all readers of a request do, on what cannot be: a host name is 1 to 63
// of a-z, 0-9 and '-', a user name 1 to 31 of a-z, 0-9 and '_' that begins with a letter, a uid is
// neither root's nor nobody's, and clocks go ahead by at most 100 years.
Surroundings read_surroundings(const nlohmann::json& json);

// Makes a time namespace for the children of this process, in which the clocks that count from
// the machine's start are so many seconds ahead.  0: does nothing.  It needs the rights of a user
// namespace's owner, or of root.
Result<void> set_clocks_ahead(std::int64_t seconds);

}  // namespace wright
