// The mutation score of the judge itself: every rule dropped, turned round and made weaker.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "adversarial/faulty_judge.h"

namespace wright::adversarial {

struct FaultChoice {
  int count = 0;   // So many of them, spread over all; 0: all.
  int first = 0;   // Where to begin: another number chooses others.
  std::string in;  // Only sources whose path holds this.
};

// Judges them one after the other and says so on stderr.
Result<std::vector<Judged>> judge_faults(const FaultChoice& choice,
                                         const std::filesystem::path& directory);

// True when a viable fault was tried, and every one was noticed but the equivalent ones.
[[nodiscard]] bool all_noticed(const std::vector<Judged>& faults);

}  // namespace wright::adversarial
