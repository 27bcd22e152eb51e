// A question to a server on this machine for which it calls no model.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "model/http.h"

namespace wright {

// Null where nobody answers soon, or not with JSON of a small size.
[[nodiscard]] nlohmann::json ask_server(Transport& transport, const std::string& url);

}  // namespace wright
