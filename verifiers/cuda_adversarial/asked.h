// What the configuration of `cuda_adversarial` asks for: tests and calls as for `cuda_emulated`,
// and how they are tried.
#pragma once

#include <string>

#include "base/result.h"
#include "core/check.h"
#include "cuda_emulated/plan.h"

namespace wright {

struct Adversity {
  Plan plan;
  int failures = 24;          // Calls of the API that fail, one a run, of each program; 0: none.
  bool barriers = true;       // Each barrier is left out once.
  double coverage_min = 0.9;  // Of the branches of device code; 0: not measured.
};

// Whether one of `files` names it: of a kernel file, or of the header of kernels (.cuh) beside it.
[[nodiscard]] bool holds_kernels(const Plan& plan, const std::string& path);

// Errors (spec) name the key.
Result<Adversity> adversity_of(const CheckRequest& request);

}  // namespace wright
