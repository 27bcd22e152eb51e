// SHA-256 over bytes, as 64 lower-case hex digits (libcrypto underneath).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wright {

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// Of a file of any size, read piece by piece.
Result<std::string> sha256_of_file(const std::filesystem::path& file);

// Bytes from the operating system's generator, as lower-case hex.
[[nodiscard]] std::string random_hex(int bytes);

}  // namespace wright
