// The two shapes of a mailbox's files; docs/agents.md describes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/model.h"

namespace wright {

// Names what is asked, whatever the budget leaves: 16 hex digits.
[[nodiscard]] std::string mail_id(const ModelRequest& request);

// Indented JSON, for people too.
[[nodiscard]] std::string mail_request(const ModelRequest& request, std::int64_t number);

// The id of a request's file, or an Error.
Result<std::string> mail_id_in(std::string_view request_text);

// Strict: what does not answer the request is an Error whose message says in one line what is
// wrong and what would be right.
Result<Reply> mail_reply(std::string_view reply_text, const ModelRequest& request);

}  // namespace wright
