// What a patch may contain, before anything is compiled.
//
//   scope     the places that the task names, and nothing of the spec's
//   hygiene   nothing hidden, secret, or made to act behind the judge's back
//   size      files and functions that a person can read
//   arrows    includes only where the spec draws an arrow
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "cpp/cpp_tokens.h"

namespace wright {

struct Policy {
  std::map<std::string, std::vector<std::string>> arrows;  // Folder: the folders it may include.
  std::set<std::string> allow;                             // Names of calls that are not banned.
  std::set<std::string> ban;                               // More names that are.
  std::vector<std::string> tests{"tests/**", "**/*_test.cpp", "*_test.cpp"};
  std::vector<std::string> programs;  // Files that may define main().
  std::vector<std::string> pure;      // Files that keep nothing between calls and open nothing.
  bool fixtures = true;               // Numbers of the cases may stand in no source.
  int file_lines_max = 500;
  int function_lines_max = 100;
  std::int64_t patch_bytes_max = 1 << 20;
  int patch_files_max = 200;
};

// Errors (spec) name the key.
Result<Policy> policy_of(const std::string& config);

// An added or modified file as the rules see it.
struct Source {
  std::string path;
  std::string text;
  bool is_cpp = false;
  bool is_test = false;
  bool is_program = false;
  bool is_pure = false;
  std::vector<CppToken> tokens;  // With comments; empty unless `is_cpp`.
  std::vector<CppToken> code;    // Without.
};

using Findings = std::vector<Finding>;

[[nodiscard]] Finding fault(const std::string& rule, const std::string& file, int line,
                            const std::string& message);

// Which paths and modes change, and that the scaffold stands.
Result<Findings> check_scope(const CheckRequest& request);

// Bytes and words of any text.
[[nodiscard]] Findings check_text(const Source& source);

// Names, includes, attributes and macros of C++.
[[nodiscard]] Findings check_names(const Source& source, const Policy& policy);
[[nodiscard]] Findings check_directives(const Source& source);
[[nodiscard]] Findings check_tests(const Source& source);

// Variables that outlive a call, in a file that is to be pure.
[[nodiscard]] Findings check_state(const Source& source);

[[nodiscard]] Findings check_size(const Source& source, const Policy& policy);

// `tree` holds the file, for includes that are relative to it.
[[nodiscard]] Findings check_arrows(const Source& source, const Policy& policy,
                                    const std::filesystem::path& tree);

}  // namespace wright
