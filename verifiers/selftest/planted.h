// The planted workspaces that put some checks to the test before a campaign relies on them.
#pragma once

#include <string>
#include <vector>

#include "selftest/trial.h"
#include "selftest/workspace.h"

namespace wright {

// Of these checks: all workspaces that need no compiler, which are those of policy, and of the
// others those that say "selftest".
std::vector<Workspace> planted_for(const std::vector<std::string>& checks,
                                   const std::filesystem::path& home);

// True when one of them grades what a host answers: then the hollow hosts are tried.
[[nodiscard]] bool grades_hosts(const std::vector<std::string>& checks);

// `workers` at a time, in the order given, each in a directory of its own below `scratch`.
Result<std::vector<Trial>> try_workspaces(const std::vector<Workspace>& all,
                                          const BenchPlaces& places,
                                          const std::filesystem::path& scratch, unsigned workers);

}  // namespace wright
