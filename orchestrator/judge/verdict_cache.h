// Reports by what they depend on: the trees, the check's program and what it
// brings along, its configuration and the toolchain.  A hit costs a file read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "judge/judge.h"

namespace wright {

class VerdictCache {
 public:
  // An empty directory: nothing is kept and nothing is found.
  explicit VerdictCache(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // The name under which this check of this judging is kept.
  [[nodiscard]] std::string key(const Judging& judging, const CheckConfig& check,
                                const Tools& tools) const;

  // The report, with its artifacts put back into `artifacts`; none when any
  // part is missing.
  [[nodiscard]] std::optional<CheckReport> find(const std::string& key,
                                                const std::filesystem::path& artifacts) const;

  // Only passes and failures of the work are kept.
  Result<void> keep(const std::string& key, const CheckReport& report,
                    const std::filesystem::path& artifacts) const;

 private:
  std::filesystem::path directory_;
};

}  // namespace wright
