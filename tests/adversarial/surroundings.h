// What stands beside the corpus in its page: the attacks on the sandbox, and how the judge of
// today meets what has landed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "exec/runner.h"
#include "judge/judge.h"

namespace wright::adversarial {

struct Landing {
  std::string attempt;
  bool passes = false;
  std::string message;  // Of the first finding.
};

// Every landed attempt of logs/recorded whose commit is in this repository, judged again by `checks` alone, as `verify` does: an
// attempt that does not pass is a false alarm, or a finding.
Result<std::vector<Landing>> judge_landings(const Tools& tools,
                                            const std::vector<std::string>& checks);

[[nodiscard]] std::string markdown_of(const std::vector<Landing>& landings,
                                      const std::vector<std::string>& checks);
[[nodiscard]] std::string markdown_of(const std::vector<Attack>& attacks);

}  // namespace wright::adversarial
