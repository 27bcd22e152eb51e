#include "campaign/carry.h"

#include <fmt/format.h>

#include "base/text.h"
#include "campaign/attempts.h"
#include "campaign/lessons.h"
#include "campaign/settle.h"

namespace wright {
namespace {

std::string end_in_words(const AttemptState& before);
Result<std::string> verdict_in_words(const Hall& hall, const AttemptState& rejected,
                                     const AttemptState& before);

}  // namespace

// An attempt that was given up keeps what the rejected one before it was told and had.
Result<Carried> carried_to(const Hall& hall, const TaskId& task) {
  const AttemptState* before = nullptr;
  const AttemptState* rejected = nullptr;
  for (const AttemptState& attempt : hall.state().attempts) {
    if (attempt.opened.task != task) continue;
    before = &attempt;
    if (attempt.rejected) rejected = &attempt;
  }
  Carried carried;
  if (before == nullptr) return carried;
  carried.from = before->opened.attempt;
  carried.feedback = end_in_words(*before);
  if (rejected != nullptr) {
    carried.feedback += TRY(verdict_in_words(hall, *rejected, *before));
    if (rejected->submitted) {
      carried.from = rejected->opened.attempt;
      carried.patch = rejected->submitted->patch;
    }
  }
  const std::string notes = notes_of(hall, before->opened.attempt);
  if (!notes.empty()) {
    carried.feedback += fmt::format("\n\nWhat {} noted for itself, the newest first:\n\n{}",
                                    before->opened.attempt.value, notes);
  }
  return carried;
}

Result<void> carry_patch(Hall& hall, const AttemptId& attempt) {
  const AttemptState state = TRY(open_state(hall, attempt));
  const AttemptState* from = find_attempt(hall.state(), state.opened.carries);
  if (state.actions > 0 || from == nullptr || !from->submitted) return {};
  const Patch patch = TRY(load_patch(hall.run(), from->submitted->patch));
  return write_patch(hall, attempt, patch);
}

namespace {

std::string end_in_words(const AttemptState& before) {
  if (before.rejected) return "";
  return fmt::format("The attempt before this one was given up: {}",
                     before.abandoned ? before.abandoned->reason : "no reason was given");
}

Result<std::string> verdict_in_words(const Hall& hall, const AttemptState& rejected,
                                     const AttemptState& before) {
  const std::string told = TRY(hall.blob(rejected.rejected->feedback));
  const std::string files = rejected.submitted && rejected.submitted->files > 0
                                ? "\nIts files are in the workspace as they were submitted."
                                : "";
  if (&rejected == &before) return told + files;
  return fmt::format("\n\n{}, before that, was rejected:\n{}{}", rejected.opened.attempt.value,
                     told, files);
}

}  // namespace
}  // namespace wright
