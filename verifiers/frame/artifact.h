// Files that one check of a judging leaves for the later ones, such as the
// candidate's `host`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "core/check.h"

namespace wright {

constexpr std::int64_t kArtifactBytesMax = 1LL << 30;

// Copies a regular file that untrusted code may have written to
// CheckRequest::artifacts (links are refused, the mode becomes 0755) and
// returns its entry for CheckReport::artifacts.
Result<Artifact> publish(const CheckRequest& request, const std::string& name,
                         const std::filesystem::path& file);

struct FoundArtifact {
  std::filesystem::path file;
  Digest digest;
};

// The artifact with its digest as it is now.  Absent: an Error that says which
// check makes it (`maker`).
Result<FoundArtifact> find_artifact(const CheckRequest& request, const std::string& name,
                                    const std::string& maker = "build");

// The same among CheckRequest::incumbent.
Result<FoundArtifact> find_incumbent(const CheckRequest& request, const std::string& name);

}  // namespace wright
