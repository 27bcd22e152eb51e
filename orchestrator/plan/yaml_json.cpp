#include "plan/yaml_json.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kNumberBytesMax = 64;

json json_of(const std::string& file, const YamlNode& node, Findings& findings);
json json_of_scalar(const std::string& file, const YamlNode& node, Findings& findings);
std::optional<json> word_of_schema(const std::string& text);
std::optional<json> integer_of(const std::string& text);
std::optional<json> float_of(const std::string& text);

}  // namespace

std::string json_text_of(const std::string& file, const YamlNode& node, Findings& findings) {
  return canonical(json_of(file, node, findings));
}

namespace {

json json_of(const std::string& file, const YamlNode& node, Findings& findings) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return nullptr;
    case YamlNode::Kind::scalar:
      return json_of_scalar(file, node, findings);
    case YamlNode::Kind::sequence: {
      json list = json::array();
      for (const YamlNode& item : node.items) list.push_back(json_of(file, item, findings));
      return list;
    }
    case YamlNode::Kind::map: {
      json map = json::object();
      for (const YamlEntry& entry : node.entries) {
        if (map.contains(entry.key)) {
          findings.add(file, entry.line, fmt::format("key {} stands twice", in_quotes(entry.key)));
        }
        map[entry.key] = json_of(file, entry.value, findings);
      }
      return map;
    }
  }
  return nullptr;
}

json json_of_scalar(const std::string& file, const YamlNode& node, Findings& findings) {
  if (node.quoted || node.text.size() > kNumberBytesMax) return node.text;
  if (const std::optional<json> word = word_of_schema(node.text)) return *word;
  static const std::regex integer("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  static const std::regex number(R"([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)");
  static const std::regex beyond(R"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))");
  std::optional<json> value;
  if (std::regex_match(node.text, integer)) {
    value = integer_of(node.text);
  } else if (std::regex_match(node.text, number)) {
    value = float_of(node.text);
  } else if (!std::regex_match(node.text, beyond)) {
    return node.text;
  }
  if (value) return *value;
  findings.add(file, node.line,
               fmt::format("{} is no number that JSON can hold; quote it to make it text",
                           in_quotes(node.text)));
  return nullptr;
}

std::optional<json> word_of_schema(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return json(nullptr);
  if (text == "true" || text == "True" || text == "TRUE") return json(true);
  if (text == "false" || text == "False" || text == "FALSE") return json(false);
  return std::nullopt;
}

std::optional<json> integer_of(const std::string& text) {
  const bool octal = text.starts_with("0o");
  const bool hex = text.starts_with("0x");
  std::string_view digits = text;
  if (octal || hex) digits.remove_prefix(2);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] =
      std::from_chars(digits.data(), end, value, octal ? 8 : (hex ? 16 : 10));
  if (error != std::errc() || stop != end) return std::nullopt;
  return json(value);
}

std::optional<json> float_of(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return json(value);
}

}  // namespace
}  // namespace wright
