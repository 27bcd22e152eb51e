// Opening what untrusted code left behind, by descriptor alone.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>

#include "base/descriptor.h"
#include "base/result.h"

namespace wright {

// Below `directory`, through no link, no mount and no "..".  Never blocks on a
// FIFO.  Empty (with errno) when it cannot be opened so.
[[nodiscard]] Descriptor open_below(int directory, const std::string& path, bool as_directory);

// "a FIFO", "a symbolic link", ...
[[nodiscard]] std::string kind_of(const struct stat& about);

// The whole of a regular file; an Error's message is only the reason.
Result<std::string> read_regular(int directory, const std::string& path, std::int64_t bytes_max,
                                 struct stat& about);

}  // namespace wright
