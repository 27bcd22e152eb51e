// The files of a mailbox: their numbers, and reading what somebody else wrote.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace wright {

constexpr std::int64_t kMailBytesMax = 4 << 20;

// A directory of ours that not everybody may write to, or ErrorKind::usage.
Result<void> check_mailbox(const std::filesystem::path& directory);

// The largest N of NNNN-request.json; 0: there is none.
Result<std::int64_t> latest_request(const std::filesystem::path& directory);

// A regular file of ours, through no link and without waiting for a FIFO's writer.  The Error's
// message is the reason and its remedy.
Result<std::string> read_mail(const std::filesystem::path& file);

// For a message.
[[nodiscard]] std::string shown(const std::filesystem::path& file);

}  // namespace wright
