// SHA-256 over bytes, as 64 lower-case hex digits (libcrypto underneath).
#pragma once

#include <string>
#include <string_view>

namespace wright {

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// Bytes from the operating system's generator, as lower-case hex.
[[nodiscard]] std::string random_hex(int bytes);

}  // namespace wright
