// What a spec asks of the check.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace wright {

struct SimilarityConfig {
  std::vector<std::filesystem::path> to;  // Absolute.
  double max = 0.4;                       // Of a file's fingerprints, the share that may be there.
};

// Errors (spec) name the key.
Result<SimilarityConfig> similarity_config(const std::string& config);

}  // namespace wright
