// Lines of JSON-RPC and what stands in them, for the files that convert.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/result.h"

namespace wright::acp {

// Codes of JSON-RPC and of the protocol.
enum class Fault : int {
  no_request = -32600,
  unknown_method = -32601,
  bad_parameters = -32602,
  failed = -32603,
  not_found = -32002,
  login_wanted = -32000,
};

// A member of an object, or null.
[[nodiscard]] nlohmann::json member(const nlohmann::json& value, const char* name);

// A text of the agent's as we show it: one line, escaped, not long; empty when it is none.
[[nodiscard]] std::string shown_text(const nlohmann::json& value, const char* name);

// A text that a program can be given: without NUL.  An Error's message is only the reason.
Result<std::string> text_for_program(const nlohmann::json& value, const char* name);

// Null and absent: none.  An Error's message is only the reason.
Result<std::optional<std::uint64_t>> count_in(const nlohmann::json& value, const char* name);

// Without the end of the line.
[[nodiscard]] std::string line_of(nlohmann::json message);

// `id` is that of a request, as canonical JSON.
[[nodiscard]] std::string answer(const std::string& id, const nlohmann::json& result);
[[nodiscard]] std::string refusal(const std::string& id, Fault fault, const std::string& why);

}  // namespace wright::acp
