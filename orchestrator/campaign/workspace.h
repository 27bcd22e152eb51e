// The place where an attempt works: an overlay over the target tree at /work,
// the brief and the visible tests at /task, a scratch directory at /build.
// No git history, no held-out file and no other ref is in it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "campaign/hall.h"
#include "exec/runner.h"

namespace wright {

constexpr std::chrono::seconds kActionWall{300};  // Of one command of an agent's.

Result<void> make_workspace(Hall& hall, const AttemptState& attempt, const std::string& brief);

// What a command in the workspace sees, without the command itself; makes the workspace
// again when it was swept.
Result<Command> workspace_command(Hall& hall, const AttemptState& attempt);

// A private directory of the attempt's own, which stays until its end.
Result<std::filesystem::path> workspace_home(Hall& hall, const AttemptState& attempt);

// All commands of an attempt run in one sandbox, which stays until another attempt's command
// runs, or somebody leaves it.
Result<RunReport> run_in_workspace(Hall& hall, const AttemptState& attempt,
                                   const std::vector<std::string>& argv,
                                   const std::string& input = {});
// Before anything but those commands changes files of a workspace, or shows them to another
// sandbox.
void leave_workspace(Hall& hall);
// Leaves it for good.
Result<void> remove_workspace(Hall& hall, const AttemptId& attempt);

// What changed in the workspace against its base.
Result<Patch> workspace_patch(Hall& hall, const AttemptState& attempt);

}  // namespace wright
