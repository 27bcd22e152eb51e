#include "core/json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json_fields.h"

namespace wright {
namespace {

constexpr int kDepthMax = 64;
constexpr std::size_t kQuotedMax = 80;

// Nesting is counted before the parser recurses into it.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > kDepthMax) return true;
  }
  return false;
}

}  // namespace

std::string canonical(const nlohmann::json& value) {
  return value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

Result<nlohmann::json> parse_json(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) {
    return Error{ErrorKind::protocol,
                 fmt::format("JSON of {} bytes, more than {}", text.size(), bytes_max)};
  }
  if (is_too_deep(text)) {
    return Error{ErrorKind::protocol, fmt::format("JSON deeper than {} levels", kDepthMax)};
  }
  nlohmann::json value = nlohmann::json::parse(text, nullptr, false);
  if (value.is_discarded()) return Error{ErrorKind::protocol, "malformed JSON"};
  return value;
}

std::string json_quoted(std::string_view text) {
  return canonical(std::string(text.substr(0, kQuotedMax)));
}

void refuse_surplus(const nlohmann::json& given, const nlohmann::json& understood) {
  if (given == understood) return;
  const nlohmann::json first = nlohmann::json::diff(understood, given).at(0);
  const char* what = first["op"] == "add" ? "has the unknown field" : "has the wrong value at";
  throw FieldFault(fmt::format("{} {}", what, json_quoted(first["path"].get<std::string>())));
}

}  // namespace wright
