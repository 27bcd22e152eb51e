// The actions of an agent on its workspace, each with one line in the journal.
#pragma once

#include "agent/agent.h"
#include "base/result.h"
#include "campaign/hall.h"

namespace wright {

// Any action but CallModel and those that end an attempt's turn.  What did not
// work is in the line that it appends; an Error is the world's.
Result<void> perform(Hall& hall, const AttemptId& attempt, const Action& action);

}  // namespace wright
