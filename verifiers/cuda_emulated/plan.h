// What the configuration of `cuda_emulated` asks for.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "grader/sweep.h"

namespace wright {

// One way in which everything runs once.
struct Setting {
  std::string tier;      // "plain", "asan", "hooks".
  std::string schedule;  // "forward", "reverse", "shuffled".
  std::string profile;   // "sm_80".

  bool operator==(const Setting&) const = default;
};

// "plain, reverse, sm_80".
[[nodiscard]] std::string text_of(const Setting& setting);

struct Plan {
  Sweep sweep;
  std::vector<std::string> tiers{"plain", "asan", "hooks"};
  std::vector<std::string> schedules{"forward", "reverse", "shuffled"};
  std::vector<std::string> profiles{"sm_80"};
  std::vector<std::string> files{"src/cuda/**.cu"};
  std::vector<std::string> programs;  // Globs of names of test programs, without the tier.
  bool cases = false;                 // The visible and the held-out cases too.
  int slow_every = 1;                 // Of the cases, asan and hooks run every such.
};

// Errors (spec) name the key.
Result<Plan> plan_of(const CheckRequest& request);

// The tier "plain" in every schedule with the first profile, and in the first schedule with each
// other one; every other tier once, in the first schedule with the first profile.
[[nodiscard]] std::vector<Setting> settings_of(const Plan& plan);

}  // namespace wright
