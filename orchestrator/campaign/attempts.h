// An attempt from its brief to the moment somebody submits it.  All that an
// agent does goes through these functions and is journaled as the transcript.
#pragma once

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "campaign/hall.h"
#include "exec/runner.h"

namespace wright {

struct AttemptRequest {
  TaskId task;
  std::string agent = "workbench agent";
  std::string model = "not recorded";
  std::string tools;  // For the brief: how this kind of agent acts.
};

// Opens the next attempt at a task, with what carry.h says of earlier ones.  Errors: the task is
// not ready, is open already, has landed, or has no attempts left (budget).
Result<AttemptId> open_attempt(Hall& hall, const AttemptRequest& request);

// What was done and what came of it, as the journal has it.
struct ActionResult {
  std::string outcome;  // "exit 0", "wall_limit", "ok", "refused: ...".
  std::string output;
};

// Held while one command works in an attempt; the hall then knows all that was journaled before.
// Errors: another command works there and did not end within two seconds (busy).
Result<FileLock> turn_in_attempt(Hall& hall, const AttemptId& attempt);

// Each of these needs an open attempt.
Result<ActionResult> exec_in(Hall& hall, const AttemptId& attempt,
                             const std::vector<std::string>& argv, const std::string& input = {});
// From `first_line` on, `lines` of them; 0: all.
Result<ActionResult> read_in(Hall& hall, const AttemptId& attempt, const std::string& path,
                             int first_line = 1, int lines = 0);
Result<ActionResult> write_in(Hall& hall, const AttemptId& attempt, const std::string& path,
                              const std::string& bytes);
Result<ActionResult> note_in(Hall& hall, const AttemptId& attempt, const std::string& text);
// The visible checks on the work as it stands.
Result<ActionResult> check_in(Hall& hall, const AttemptId& attempt);

// What the attempt has changed so far.
Result<Patch> collect_patch(Hall& hall, const AttemptId& attempt);

// The attempt is over without a patch.
Result<void> abandon(Hall& hall, const AttemptId& attempt, const std::string& reason);

// Writes the files of a patch into the attempt's workspace.
Result<void> write_patch(Hall& hall, const AttemptId& attempt, const Patch& patch);

// Appends the line of one action; input and output become blobs.
struct ActionRecord {
  ActionKind kind = ActionKind::exec;
  std::string subject;
  std::string outcome;
  std::string input;
  std::string output;
  std::int64_t duration_ms = 0;
};
Result<void> record_action(Hall& hall, const AttemptId& attempt, const ActionRecord& record);

// What a command printed, as agents see it: both streams, UTF-8, controls visible, head
// and tail.
[[nodiscard]] std::string output_of(const RunReport& report);

// The attempt when it is open, or an Error that says what it is.
Result<AttemptState> open_state(const Hall& hall, const AttemptId& attempt);

}  // namespace wright
