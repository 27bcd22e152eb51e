#include "agent/acp_message.h"

#include <fmt/format.h>

#include "base/text.h"
#include "core/json.h"

namespace wright::acp {

using nlohmann::json;

namespace {

constexpr std::size_t kShownBytesMax = 200;

}  // namespace

json member(const json& value, const char* name) {
  return value.is_object() ? value.value(name, json(nullptr)) : json(nullptr);
}

std::string shown_text(const json& value, const char* name) {
  const json found = member(value, name);
  return found.is_string() ? escape_for_terminal(found.get<std::string>().substr(0, kShownBytesMax))
                           : "";
}

Result<std::string> text_for_program(const json& value, const char* name) {
  const json found = member(value, name);
  if (!found.is_string()) {
    return Error{ErrorKind::protocol, fmt::format("\"{}\" must be a text", name)};
  }
  std::string text = found.get<std::string>();
  if (text.find('\0') != std::string::npos) {
    return Error{ErrorKind::protocol, fmt::format("\"{}\" holds a NUL byte", name)};
  }
  return text;
}

Result<std::optional<std::uint64_t>> count_in(const json& value, const char* name) {
  const json found = member(value, name);
  if (found.is_null()) return std::optional<std::uint64_t>();
  const bool is_count =
      found.is_number_unsigned() || (found.is_number_integer() && found.get<std::int64_t>() >= 0);
  if (is_count) return std::optional(found.get<std::uint64_t>());
  return Error{ErrorKind::protocol, fmt::format("\"{}\" must be a count", name)};
}

std::string line_of(json message) {
  message["jsonrpc"] = "2.0";
  return canonical(message);
}

std::string answer(const std::string& id, const json& result) {
  return line_of({{"id", json::parse(id)}, {"result", result}});
}

std::string refusal(const std::string& id, Fault fault, const std::string& why) {
  return line_of(
      {{"id", json::parse(id)}, {"error", {{"code", static_cast<int>(fault)}, {"message", why}}}});
}

}  // namespace wright::acp
