// A field of a record that may be anything.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace wright {

// The text at a JSON pointer such as "/subject/0/name"; empty when there is none.
[[nodiscard]] inline std::string text_at(const nlohmann::json& value, const char* pointer) {
  const nlohmann::json::json_pointer place(pointer);
  const bool is_there = value.contains(place) && value[place].is_string();
  return is_there ? value[place].get<std::string>() : "";
}

}  // namespace wright
