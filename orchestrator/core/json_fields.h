// Reading and writing the fields of a record; shared by the units that convert.
#pragma once

#include <fmt/format.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/ids.h"

namespace wright {

// The words of an enum, in the order of its values.
template <class Enum>
struct Words;

// Thrown while reading, and caught by `reading` alone.
struct FieldFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Text from outside for a message: quoted, on one line, of bounded length.
[[nodiscard]] std::string json_quoted(std::string_view text);

// Throws a FieldFault that names the first place where `given` says more than
// what was read from it, which is `understood`.
void refuse_surplus(const nlohmann::json& given, const nlohmann::json& understood);

template <class Enum>
[[nodiscard]] std::string word(Enum value) {
  return Words<Enum>::kWords.at(static_cast<std::size_t>(value));
}

[[nodiscard]] inline const nlohmann::json& member(const nlohmann::json& record, const char* name) {
  if (!record.is_object()) throw FieldFault("is not a record");
  const auto found = record.find(name);
  if (found == record.end()) throw FieldFault(fmt::format("lacks \"{}\"", name));
  return *found;
}

template <class T>
struct Reader {
  static T read(const nlohmann::json& value) { return value.get<T>(); }
};
// The library would take true, 1.5 and 1e300 for numbers too.
template <std::integral T>
struct Reader<T> {
  static T read(const nlohmann::json& value) {
    if (!value.is_number_integer()) throw FieldFault("has the wrong type");
    const bool fits = value.is_number_unsigned() ? std::in_range<T>(value.get<std::uint64_t>())
                                                 : std::in_range<T>(value.get<std::int64_t>());
    if (!fits) throw FieldFault("is out of range");
    return value.get<T>();
  }
};
template <>
struct Reader<bool> {
  static bool read(const nlohmann::json& value) { return value.get<bool>(); }
};
template <class Tag>
struct Reader<Id<Tag>> {
  static Id<Tag> read(const nlohmann::json& value) { return {value.get<std::string>()}; }
};
template <>
struct Reader<std::filesystem::path> {
  static std::filesystem::path read(const nlohmann::json& value) {
    return value.get<std::string>();
  }
};
template <class T>
struct Reader<std::vector<T>> {
  static std::vector<T> read(const nlohmann::json& value) {
    if (!value.is_array()) throw FieldFault("is not a list");
    std::vector<T> list;
    for (const nlohmann::json& item : value) list.push_back(Reader<T>::read(item));
    return list;
  }
};
template <class Enum>
struct EnumReader {
  static Enum read(const nlohmann::json& value) {
    const auto& words = Words<Enum>::kWords;
    const auto text = value.get<std::string>();
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == text) return static_cast<Enum>(i);
    }
    throw FieldFault("has the unknown word " + json_quoted(text));
  }
};

// `get(record, "name", field)`: reads one field, naming it when it is not right.
template <class T>
void get(const nlohmann::json& record, const char* name, T& field) {
  const nlohmann::json& value = member(record, name);
  try {
    if constexpr (std::is_enum_v<T>) {
      field = EnumReader<T>::read(value);
    } else {
      field = Reader<T>::read(value);
    }
  } catch (const nlohmann::json::exception&) {
    throw FieldFault(fmt::format("\"{}\" has the wrong type", name));
  } catch (const FieldFault& fault) {
    throw FieldFault(fmt::format("\"{}\" {}", name, fault.what()));
  }
}

// Runs `read` on `value` and turns what it throws into an Error that names the
// noun.  What the noun would not write is refused too, such as an unknown field.
template <class Read>
auto reading(const char* noun, const nlohmann::json& value, Read read) -> Result<decltype(read())> {
  try {
    auto result = read();
    refuse_surplus(value, to_json(result));
    return result;
  } catch (const std::exception& fault) {
    return Error{ErrorKind::protocol, fmt::format("{}: {}", noun, fault.what())};
  }
}

}  // namespace wright
