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
#include "campaign/served.h"
#include "campaign/spend.h"

namespace wright {

// What all attempts at a task have used.
struct TaskUse {
  std::int64_t calls = 0;   // Without those that were lost on the way.
  std::int64_t tokens = 0;  // Of all.

  bool operator==(const TaskUse&) const = default;
};

struct LoopRequest {
  const Agent* agent = nullptr;
  Model* model = nullptr;                // Where CallModel goes; may be null.
  Patience patience;                     // With the model's server.
  const ProgramPort* program = nullptr;  // Where RunProgram finds its model; may be null.
  BudgetRequest budget;                  // Over all runs of the campaign.
  // What a server on this machine tells of the model; asked once the campaign is open.
  std::function<std::optional<LocalModel>()> served;
  HabitsRequest habits;  // Of attempts that are opened from here on.
  // The most that a task may use, each 0: no limit.  The call that reaches it is the last: none
  // is refused, as a budget does, for what it might have used.
  TaskUse caps;
  Talk talk = Talk::script;
  std::string agent_name;  // For the record.
  std::string model_name = "not recorded";
  std::string tools;                        // How this agent acts, for the brief.
  const std::atomic<bool>* stop = nullptr;  // Set by Ctrl-C; looked at between actions.
  std::string later = kGoOnLater;           // The remedy when the world was in the way.
};

enum class LoopEnd {
  finished,   // Every task has landed and the campaign is closed.
  waiting,    // Somebody outside must act: attempts are open or tasks are ready.
  exhausted,  // A task has used its attempts.
};

// What a task came to for now; but for the first, its last attempt may be open still.
enum class TaskEnd {
  landed,
  waiting,    // Somebody outside must act.
  exhausted,  // It has used its attempts.
  capped,     // Its attempts have used what LoopRequest::caps allows.
};

// Sets the budget and the habits that are asked for, and settles what a crash left.
Result<void> take_up_loop(Hall& hall, const LoopRequest& request);

// One ready task, attempt after attempt.  Errors are those of run_campaign.
Result<TaskEnd> run_task(Hall& hall, const TaskId& task, const LoopRequest& request);

[[nodiscard]] TaskUse used_by_task(const Hall& hall, const TaskId& task);

// Settles first what a crash left, then goes on.  ErrorKind::interrupted when
// `stop` was set; calling it again goes on where it was.
Result<LoopEnd> run_campaign(Hall& hall, const LoopRequest& request);

}  // namespace wright
