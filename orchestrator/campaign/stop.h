// Ctrl-C, as the hall sees it: a flag that is looked at between actions.
#pragma once

#include <atomic>
#include <string>

#include "base/result.h"

namespace wright {

// What to do when the world was in the way of a campaign.
constexpr const char* kGoOnLater = "`tensorwright run` goes on from here";

// False where nobody has handed a flag in.
[[nodiscard]] inline bool is_set(const std::atomic<bool>* stop) {
  return stop != nullptr && stop->load();
}

[[nodiscard]] inline Error interrupted_error(const std::string& remedy = kGoOnLater) {
  return {ErrorKind::interrupted, "interrupted: " + remedy};
}

// An Error once the flag is set.
inline Result<void> check_stop(const std::atomic<bool>* stop,
                               const std::string& remedy = kGoOnLater) {
  if (is_set(stop)) return interrupted_error(remedy);
  return {};
}

}  // namespace wright
