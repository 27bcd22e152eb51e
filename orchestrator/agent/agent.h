// agent: the agents as state machines without I/O.
//
// An agent looks at what has happened so far in its attempt and names the next
// action; the hall (room `campaign`) journals it, performs it through a port
// and appends the result.  Resume, replay and tests follow from this.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/event.h"
#include "core/patch.h"
#include "core/spec.h"

namespace wright {

struct CallModel {
  std::string prompt;
  bool operator==(const CallModel&) const = default;
};
struct RunCommand {
  std::string command;  // For `sh -c`, in the attempt's sandbox.
  bool operator==(const RunCommand&) const = default;
};
struct WriteFiles {
  Patch patch;
  bool operator==(const WriteFiles&) const = default;
};
struct RunChecks {  // The visible checks.
  bool operator==(const RunChecks&) const = default;
};
struct TakeNote {
  std::string text;
  bool operator==(const TakeNote&) const = default;
};
struct AwaitSubmission {  // Somebody outside does the work.
  bool operator==(const AwaitSubmission&) const = default;
};
struct Submit {
  bool operator==(const Submit&) const = default;
};
struct GiveUp {
  std::string reason;
  bool operator==(const GiveUp&) const = default;
};
using Action = std::variant<CallModel, RunCommand, WriteFiles, RunChecks, TakeNote, AwaitSubmission,
                            Submit, GiveUp>;

// One action that was taken, as the journal has it.
struct Step {
  ActionKind kind = ActionKind::exec;
  std::string outcome;  // "ok", "exit 1", "wall_limit", ...
  std::string output;   // A reply's text, a command's output.
  bool operator==(const Step&) const = default;
};

struct History {
  TaskId task;
  int attempt = 1;
  std::string brief;
  std::vector<Step> steps;
  bool operator==(const History&) const = default;
};

class Agent {
 public:
  virtual ~Agent() = default;
  [[nodiscard]] virtual Action next(const History& history) const = 0;
};

// Calls the model once a turn and does the one thing that its reply asks for.
// A reply that is no tool call is answered with what was wrong; after
// `faults_max` of them in a row the attempt is given up.
//
//   {"tool":"write","files":{"PATH":"TEXT"}}   {"tool":"bash","command":"..."}
//   {"tool":"check"}   {"tool":"note","text":"..."}   {"tool":"submit"}
//   {"tool":"give_up","reason":"..."}
[[nodiscard]] std::unique_ptr<Agent> make_tool_loop(int faults_max = 3);

// Waits for `attempt submit`.
[[nodiscard]] std::unique_ptr<Agent> make_workbench();

// Writes one patch and submits it: a recorded attempt, or a tuner's candidate.
[[nodiscard]] std::unique_ptr<Agent> make_patch_writer(Patch patch);

}  // namespace wright
