// The headers of a call that an agent CLI makes: what it shows, and what of it goes on.
#pragma once

#include <string>
#include <vector>

#include "model/http_request.h"
#include "model/secret.h"

namespace wright {

// Empty where it is not there, or could begin another line.
[[nodiscard]] std::string header_of(const HttpCall& call, const char* name);

// The key that a call brings, and how; empty: it brings none.
struct ShownKey {
  const char* header;
  Secret key;
};
[[nodiscard]] ShownKey shown_key(const HttpCall& call);

// "name: value" of what goes on as it came: versions, and beside a login whose account it is.
[[nodiscard]] std::vector<std::string> passed_headers(const HttpCall& call, bool brings_login);

}  // namespace wright
