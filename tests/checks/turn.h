// Which workspaces are judged today.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "selftest/workspace.h"

namespace wright::test {

struct Turn {
  std::optional<int> sixth;          // 0 to 5; none: all are judged.
  std::vector<std::string> changed;  // Paths of this repository that the commit has changed.
};

// As `check` has it in WRIGHT_TURN and WRIGHT_CHANGED; where nobody says, all.
[[nodiscard]] Turn turn_of_today();

// Always those that need no compiler, one that each check rejects, an honest one of each, and
// whatever `changed` may have touched: a workspace, all of a check, or, where checks share it, all.
// Of the others a sixth.
[[nodiscard]] std::vector<Workspace> todays(const std::vector<Workspace>& all, const Turn& turn);

}  // namespace wright::test
