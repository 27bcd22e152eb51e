// A planted workspace that is prepared once and judged by one faulty check after the other.
#pragma once

#include <filesystem>
#include <optional>

#include "base/files.h"
#include "base/result.h"
#include "selftest/workspace.h"

namespace wright::adversarial {

class PreparedBench {
 public:
  // Runs what must run before the check, by the programs in `libexec`.
  static Result<PreparedBench> make(const Workspace& workspace,
                                    const std::filesystem::path& libexec);

  // True when the check in `libexec` judges it otherwise than its folder expects, or breaks.  Each
  // time it finds the directory as it was prepared.
  Result<bool> is_red(const std::filesystem::path& libexec);

 private:
  PreparedBench(TempDirectory around, const Workspace& workspace,
                const std::filesystem::path& libexec);
  Result<void> put_back();

  TempDirectory around_;
  Bench bench_;
  std::optional<CheckReport> ended_before_;
};

}  // namespace wright::adversarial
