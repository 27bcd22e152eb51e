// Bytes, JSON and digests, read as what a stranger wrote.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace auditor {

using nlohmann::json;

// A regular file of at most 512 MB, never through a link; none when it cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& file);

std::string sha256(std::string_view bytes);

// Sorted keys, no spaces, everything outside ASCII escaped.
std::string canonical(const json& value);
// None unless `text` is JSON of at most 64 levels.
std::optional<json> parse(std::string_view text);

// The member of an object as a string or a number; "" and -1 when it is no such.
std::string text_at(const json& value, const char* name);
std::int64_t number_at(const json& value, const char* name);
// The member itself; null when there is none.
const json& at(const json& value, const char* name);
// The elements of the member when it is a list.
const json& list_at(const json& value, const char* name);

// As RFC 4648 has it; decoding takes the one spelling alone.
std::string base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

bool is_hex(std::string_view text, std::size_t digits);
// Safe on a terminal, at most 300 bytes.
std::string shown(std::string_view text);

}  // namespace auditor
