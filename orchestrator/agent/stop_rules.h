// The rules that end an attempt whatever its model says, and what they count.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "agent/history.h"

namespace wright {

// When an attempt is given up; 0: never.
struct StopRules {
  int faults_max = 3;     // Replies in a row that were no tool call.
  int calls_max = 0;      // In all.
  int identical_max = 0;  // Turns in a row with the same calls and the same results.
  int unchanged_max = 0;  // Turns in a row that did and saw nothing new.

  bool operator==(const StopRules&) const = default;
};
constexpr StopRules kLiveRules{3, 300, 4, 40};

// The same, as they stand.
struct Tally {
  int faults = 0;
  int calls = 0;
  int identical = 0;
  int unchanged = 0;

  bool operator==(const Tally&) const = default;
};

// Why the attempt ends now, by the name of a rule, or none.
[[nodiscard]] std::optional<std::string> stop_reason(const Tally& tally, const StopRules& rules);

// Counts move after move.  Self-talk is none.
class TallyFold {
 public:
  void take(const Move& move);
  // With a move that may still grow.
  [[nodiscard]] Tally with(const Move& move) const;

 private:
  [[nodiscard]] Tally with(const Move& move, const std::string& trace) const;

  Tally tally_;
  std::string last_;            // Trace of the latest move.
  std::set<std::string> seen_;  // Traces of all.
};

}  // namespace wright
