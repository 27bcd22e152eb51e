// What the configuration of `mutation` asks for.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "suite.h"

namespace wright {

// A fault that a task names: in `file`, the text that stands there once becomes another.
struct NamedFault {
  std::string file;
  std::string text;
  std::string becomes;
};

struct Plan {
  std::optional<double> score_min;  // None: report only.
  std::size_t mutants = 20;         // How many are tried.
  std::chrono::seconds seconds{300};
  std::vector<std::string> files;  // Globs; empty: every source of the patch.
  bool is_whole = false;           // Sources that the patch leaves as they are count too.
  std::vector<NamedFault> faults;  // Tried first; each must be noticed.
  std::set<Suite> by;              // Whose notice makes the score; empty: anybody's.
};

Result<Plan> plan_of(const CheckRequest& request);

}  // namespace wright
