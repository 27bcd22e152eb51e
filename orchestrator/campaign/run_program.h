// RunProgram, performed: an agent CLI works in the attempt's sandbox and talks to our
// gateway alone.
//
//   start the sandbox -> take its listening socket -> serve the gateway on a thread
//     -> the program ends, or is ended -> no call is in flight any more -> its line
#pragma once

#include "agent/agent.h"
#include "base/result.h"
#include "campaign/hall.h"
#include "campaign/program_sandbox.h"

namespace wright {

// Appends a line for each of the program's calls and one for itself.  An Error when the
// world stopped it, or the budget is spent: the attempt is open as before, and the
// program is run again later, on the files that it has left.
Result<void> run_agent_program(Hall& hall, const AttemptId& attempt, const ProgramPort* port,
                               const RunProgram& program);

}  // namespace wright
