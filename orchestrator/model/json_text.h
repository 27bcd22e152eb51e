// JSON for the providers' files: bodies are put together from texts, so that what a
// server once sent goes back as it came; what a server sends is read leniently.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/text.h"
#include "core/json.h"

namespace wright {

[[nodiscard]] inline std::string list_text(const std::vector<std::string>& items) {
  return "[" + join(items, ",") + "]";
}

// The members of an object, in the order in which they are added.
class ObjectText {
 public:
  ObjectText& add_text(const std::string& name, const std::string& json_text) {
    members_.push_back(canonical(name) + ":" + json_text);
    return *this;
  }
  ObjectText& add(const std::string& name, const nlohmann::json& value) {
    return add_text(name, canonical(value));
  }
  [[nodiscard]] std::string text() const { return "{" + join(members_, ",") + "}"; }

 private:
  std::vector<std::string> members_;
};

// The member, or null where there is none.
[[nodiscard]] inline const nlohmann::json& part(const nlohmann::json& record, const char* name) {
  static const nlohmann::json kNone;
  if (!record.is_object()) return kNone;
  const auto found = record.find(name);
  return found == record.end() ? kNone : *found;
}

[[nodiscard]] inline std::string text_of(const nlohmann::json& record, const char* name) {
  const nlohmann::json& value = part(record, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

// A count that a server tells: none where it is absent, negative or absurd.
[[nodiscard]] inline std::int64_t count_of(const nlohmann::json& record, const char* name,
                                           std::int64_t otherwise = 0) {
  constexpr std::uint64_t kCountMax = 1'000'000'000'000;
  const nlohmann::json& value = part(record, name);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kCountMax) return otherwise;
  return value.get<std::int64_t>();
}

// What a model wrote as arguments, as it is where it is a JSON object.  Else within one,
// because some servers refuse a conversation that holds what they cannot parse.
[[nodiscard]] inline std::string object_text_of(const std::string& arguments) {
  const Result<nlohmann::json> value = parse_json(arguments);
  if (value && value->is_object()) return arguments;
  return canonical(nlohmann::json{{"unreadable", arguments}});
}

}  // namespace wright
