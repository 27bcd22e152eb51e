// Runs of the same tests, each with one thing against them, two at a time.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "cuda_adversarial/asked.h"
#include "cuda_emulated/emulated_run.h"

namespace wright {

struct Field {
  const CheckRequest& request;
  const Adversity& asked;
  const EmulatedBuild& build;
};

// One try: in the tier, with more environment, all calls in one run, then each program in its own,
// until `is_settled` says of what was found that no more is needed.
struct Try {
  std::string tier;
  std::map<std::string, std::string> environment;
  std::string program;  // Only this one; "host": the calls alone; empty: all.
  std::function<bool(const std::vector<Finding>&)> is_settled;
};

// What each try found, notes too, and its counts, in the order given.
Result<std::vector<EmulatedOutcome>> run_tries(const Field& field, const std::vector<Try>& tries);

}  // namespace wright
