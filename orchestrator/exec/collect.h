// Takes results out of a directory that untrusted code wrote, by descriptor:
// only regular files, no links followed, names and sizes bounded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/patch.h"

namespace wright {

struct CollectLimits {
  int files_max = 2000;
  int depth_max = 32;
  std::int64_t file_bytes_max = 4LL << 20;
  std::int64_t total_bytes_max = 64LL << 20;
};

struct Collected {
  Patch patch;
  std::vector<std::string> refused;  // Escaped names with the reason, one line each.
};

// What an Overlay's changes amount to relative to `lower`: files added or
// modified, whiteouts and opaque directories as deletions.  A file rewritten
// with its old bytes and mode is no change.
Result<Collected> collect_changes(const std::filesystem::path& lower,
                                  const std::filesystem::path& changes,
                                  const CollectLimits& limits = {});

// One declared output; refuses links, devices, FIFOs and oversize at once.
Result<std::string> collect_file(const std::filesystem::path& root, const std::string& path,
                                 std::int64_t bytes_max);

}  // namespace wright
