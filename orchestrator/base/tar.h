// Archives in the format ustar of POSIX, in memory: plain files alone.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wright {

struct TarFile {
  std::string bytes;
  bool executable = false;

  bool operator==(const TarFile&) const = default;
};
using TarFiles = std::map<std::string, TarFile>;  // By path, '/'-separated.

// The same files give the same bytes: sorted, of nobody, at the time 0.  Errors (io): a path that
// the format cannot hold.
Result<std::string> write_tar(const TarFiles& files);

struct TarLimits {
  std::size_t files_max = 10000;
  std::size_t path_bytes_max = 200;
};

// What somebody else packed.  Errors (usage) name what is wrong: a link, a device, a path that is
// absolute, leaves the archive or occurs twice, a cut or altered header.  Directories are passed
// over.
Result<TarFiles> read_tar(std::string_view archive, const TarLimits& limits = {});

}  // namespace wright
