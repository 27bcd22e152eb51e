// Spec directories for tests: a good one, copied fresh, and what is laid over it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "plan/plan.h"

namespace wright {

inline KnownChecks known_checks() {
  return KnownChecks{{"policy", {}},
                     {"build", {}},
                     {"tests", {}},
                     {"held_out", {}},
                     {"ghost", {}},
                     {"sanitize", {}},
                     {"bench", {{}, {"calls"}}},
                     {"differential", {{"calls"}, {"let", "rel_max", "abs_max", "ulp_max"}}}};
}

inline const std::filesystem::path kPlanTests =
    std::filesystem::path(WRIGHT_SOURCE_DIR) / "tests" / "plan";

// A copy of tests/plan/good/base in a directory of its own.
class SpecFolder {
 public:
  SpecFolder() : SpecFolder(kPlanTests / "good" / "base") {}
  explicit SpecFolder(const std::filesystem::path& source)
      : home_(TempDirectory::make(testing::TempDir(), "spec")) {
    std::filesystem::create_directories(path());
    lay_over(source);
  }

  [[nodiscard]] std::filesystem::path path() const { return home_->path() / "specs" / "base"; }

  void lay_over(const std::filesystem::path& source) const {
    std::filesystem::copy(source, path(),
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::overwrite_existing);
  }

  void write(const std::string& file, const std::string& bytes) const {
    std::filesystem::create_directories((path() / file).parent_path());
    std::ofstream(path() / file, std::ios::binary) << bytes;
  }

  void remove(const std::string& file) const { std::filesystem::remove(path() / file); }

  [[nodiscard]] LoadedSpec load() const {
    const Result<LoadedSpec> loaded = load_spec(path(), known_checks());
    EXPECT_TRUE(loaded) << loaded.error().message;
    return loaded ? *loaded : LoadedSpec{};
  }

  [[nodiscard]] std::vector<std::string> faults() const {
    std::vector<std::string> lines;
    for (const LintFinding& finding : load().findings) lines.push_back(to_text(finding));
    return lines;
  }

 private:
  Result<TempDirectory> home_;
};

inline std::string read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace wright
