// What the next attempt at a task starts from: what the one before was told, left in words
// and had submitted.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "campaign/hall.h"

namespace wright {

struct Carried {
  AttemptId from;               // Whose patch it is, else the attempt before; empty: there is none.
  std::optional<Digest> patch;  // The latest that was submitted and rejected.
  std::string feedback;         // For the brief; empty: this is the first attempt.
};
Result<Carried> carried_to(const Hall& hall, const TaskId& task);

// Writes the carried patch into the workspace of an attempt that has done nothing yet.  Doing it
// twice is harmless, so that it is done again when a crash came before it.
Result<void> carry_patch(Hall& hall, const AttemptId& attempt);

}  // namespace wright
