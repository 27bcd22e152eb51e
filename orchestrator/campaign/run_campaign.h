// The loop: takes ready tasks one after the other through an agent, until all
// have landed, attempts run out, or somebody asks to stop.
#pragma once

#include <atomic>

#include "agent/agent.h"
#include "base/result.h"
#include "campaign/call_model.h"
#include "campaign/habits.h"
#include "campaign/hall.h"
#include "campaign/run_program.h"
#include "campaign/spend.h"

namespace wright {

struct LoopRequest {
  const Agent* agent = nullptr;
  Model* model = nullptr;                // Where CallModel goes; may be null.
  Patience patience;                     // With the model's server.
  const ProgramPort* program = nullptr;  // Where RunProgram finds its model; may be null.
  BudgetRequest budget;                  // Over all runs of the campaign.
  HabitsRequest habits;                  // Of attempts that are opened from here on.
  Talk talk = Talk::script;
  std::string agent_name;  // For the record.
  std::string model_name = "not recorded";
  std::string tools;                        // How this agent acts, for the brief.
  const std::atomic<bool>* stop = nullptr;  // Set by Ctrl-C; looked at between actions.
};

enum class LoopEnd {
  finished,   // Every task has landed and the campaign is closed.
  waiting,    // Somebody outside must act: attempts are open or tasks are ready.
  exhausted,  // A task has used its attempts.
};

// Settles first what a crash left, then goes on.  ErrorKind::interrupted when
// `stop` was set; calling it again goes on where it was.
Result<LoopEnd> run_campaign(Hall& hall, const LoopRequest& request);

}  // namespace wright
