// One-line kernel files: /proc, /sys/fs/cgroup.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wright {

// At most 64 KiB; empty when it cannot be read.
[[nodiscard]] std::string read_small(const std::string& path);
[[nodiscard]] bool write_small(const std::string& path, std::string_view text);

// The number after `key` in "key 12\nother 3\n" or "Key:\t12 kB"; 0 when absent.
[[nodiscard]] std::int64_t number_after(std::string_view text, std::string_view key);
[[nodiscard]] std::int64_t number_of(std::string_view text);

}  // namespace wright
