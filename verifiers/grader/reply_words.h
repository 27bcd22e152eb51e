// Words of a reply as values; none for anything that the protocol does not say.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "grader/value.h"

namespace wright {

[[nodiscard]] std::optional<std::int64_t> int_of(std::string_view word);
[[nodiscard]] std::optional<double> float_of(std::string_view word);
[[nodiscard]] std::optional<std::string> bytes_of_hex(std::string_view word);
[[nodiscard]] std::optional<Sizes> ints_of(std::string_view word, char separator);
[[nodiscard]] std::optional<std::vector<double>> floats_of(std::string_view word);

}  // namespace wright
