// agent: the agents as state machines without I/O.
//
// An agent looks at what has happened so far in its attempt and names the next
// action; the hall (room `campaign`) journals it, performs it through a port
// and appends the result.  Resume, replay and tests follow from this.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/history.h"
#include "agent/stop_rules.h"
#include "core/patch.h"
#include "core/spec.h"

namespace wright {

struct CallModel {
  Conversation conversation;
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
struct ReadFile {
  std::string path;
  int first_line = 1;
  int lines = 0;  // 0: to the end.
  bool operator==(const ReadFile&) const = default;
};
struct EditFile {  // `old_text` must stand in the file exactly once.
  std::string path;
  std::string old_text;
  std::string new_text;
  bool operator==(const EditFile&) const = default;
};
struct RunChecks {  // The visible checks.
  bool operator==(const RunChecks&) const = default;
};
struct TakeNote {
  std::string text;
  bool operator==(const TakeNote&) const = default;
};
struct Remember {  // The slots of its working memory that a model writes anew.
  std::optional<std::string> content;
  std::optional<std::string> control;
  bool operator==(const Remember&) const = default;
};
// A whole agent CLI in the attempt's sandbox, which reaches a model through the hall's
// gateway alone.
struct RunProgram {
  std::string command;      // For `sh -c`, with {{brief_file}}, {{base_url}}, {{model}}, {{key}}.
  bool speaks_acp = false;  // The Agent Client Protocol, on its standard streams.
  bool operator==(const RunProgram&) const = default;
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
using Action = std::variant<CallModel, RunCommand, WriteFiles, ReadFile, EditFile, RunChecks,
                            TakeNote, Remember, RunProgram, AwaitSubmission, Submit, GiveUp>;

class Agent {
 public:
  virtual ~Agent() = default;
  [[nodiscard]] virtual Action next(const History& history) const = 0;
};

// How a tool loop and its model understand each other.
enum class Talk {
  script,  // The model knows what it will say: it gets the brief alone.
  text,    // One command in a fenced block a turn.
  tools,   // The provider's own tool calls.
};

// Calls the model once a turn and does what its reply asks for, one call after the
// other.  A reply that is no tool call is answered with what was wrong.  The
// conversation is a function of the history alone.
[[nodiscard]] std::unique_ptr<Agent> make_tool_loop(Talk talk = Talk::script,
                                                    const StopRules& rules = {});

// What a program came to, as the outcome of its line says it: "exit 0", "wall_limit, no
// change", "budget".
struct ProgramEnd {
  std::string word;
  bool has_changed = true;  // The files are others than at the attempt's beginning.

  bool operator==(const ProgramEnd&) const = default;
};
[[nodiscard]] std::string outcome_of(const ProgramEnd& end);
[[nodiscard]] ProgramEnd program_end_of(const std::string& outcome);

// Words of a program that was not to blame for its end, and is run again.
constexpr const char* kBudgetSpent = "budget";
constexpr const char* kInterrupted = "interrupted";
constexpr const char* kServerFailed = "model_server";
constexpr const char* kCallRefused = "call_refused";
// The word of one that left a login that it was lent in a file of its work: nothing is submitted.
constexpr const char* kLoginInFiles = "login_in_files";

// Runs one program and submits what it leaves, whatever its exit code.
[[nodiscard]] std::unique_ptr<Agent> make_program_agent(std::string command,
                                                        bool speaks_acp = false);

// Waits for `attempt submit`.
[[nodiscard]] std::unique_ptr<Agent> make_workbench();

// Writes one patch and submits it: a recorded attempt, or a tuner's candidate.
[[nodiscard]] std::unique_ptr<Agent> make_patch_writer(Patch patch);

}  // namespace wright
