// How models think, as switches of a campaign, so that their worth can be measured.
//
// They are journaled, and an attempt keeps to its end those that held when it was opened:
// a run that goes on with it, and a replay, ask its model for the same.
#pragma once

#include <optional>
#include <string>

#include "agent/agent.h"
#include "base/result.h"
#include "campaign/hall.h"

namespace wright {

// The switches that somebody sets; none: as they were.
struct HabitsRequest {
  std::optional<int> memory;
  std::optional<int> self_talk;
};

// Journals them when they change.  Tells it when an attempt is open and goes on without.
Result<void> set_habits(Hall& hall, const HabitsRequest& request);

// What the brief of an attempt that is opened now says of them; empty: nothing.
Result<std::string> habits_page(const Hall& hall, Talk talk);

}  // namespace wright
