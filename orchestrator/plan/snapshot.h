// The files of a spec directory as they are at this moment.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/spec.h"
#include "plan/findings.h"

namespace wright {

struct Snapshot {
  std::vector<SpecFile> files;               // Regular files, sorted by path.
  std::map<std::string, std::string> texts;  // Bytes of the .md and .cases files.

  [[nodiscard]] bool has(const std::string& path) const;
  // Paths that start with `prefix`, sorted.
  [[nodiscard]] std::vector<std::string> below(const std::string& prefix) const;
};

// Links, devices, oversized files and odd names become findings and stay out
// of the snapshot.  An Error only when the directory itself cannot be read.
Result<Snapshot> take_snapshot(const std::filesystem::path& directory, Findings& findings);

// SHA-256 of the canonical JSON of those files whose path starts with `prefix`.
[[nodiscard]] Digest digest_below(const std::vector<SpecFile>& files, const std::string& prefix);

}  // namespace wright
