// A Verdict is what our programs concluded from the reports of all checks.
#pragma once

#include <string>
#include <vector>

#include "core/check.h"

namespace wright {

enum class VerdictStatus {
  pass,     // Every required check ran and passed.
  fail,     // The work was not good.
  blocked,  // A required check was unavailable: nothing lands.
  broken,   // A verifier broke: an error of ours or of the machine.
};

struct Verdict {
  VerdictStatus status = VerdictStatus::broken;
  std::vector<CheckReport> reports;  // In the order in which they ran.

  bool operator==(const Verdict&) const = default;
  [[nodiscard]] bool passed() const { return status == VerdictStatus::pass; }
};

// "build", the check that decided, or "" when the verdict passed.
[[nodiscard]] std::string failing_check(const Verdict& verdict);

// The rule of a check of speed that is broken by being slow, and by nothing else.
inline constexpr const char* kSlowRule = "bench.slow";

// It failed, and by nothing but its time.
[[nodiscard]] bool is_slow(const CheckReport& report);

// All that keeps the verdict from passing belongs to the machine: checks that
// cannot run here, and times that fell short.  Evidence from elsewhere may
// stand in for these, and for nothing else.
[[nodiscard]] bool fails_by_machine(const Verdict& verdict);

// What the agent is told: visible findings in full, held-out ones only by tier
// and category.
[[nodiscard]] std::string feedback_for(const Verdict& verdict);

}  // namespace wright
