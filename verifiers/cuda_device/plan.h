// What the configuration of `cuda_device` asks for.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "grader/grade.h"
#include "grader/sweep.h"

namespace wright {

// Where the candidate's host runs.
enum class Where {
  here,       // On this machine's GPU.
  bundle,     // Nowhere: its scripts are published.
  elsewhere,  // It ran: what it wrote lies among the artifacts.
};

struct Plan {
  Sweep sweep;
  std::vector<std::string> files{"src/cuda/**.cu"};
  std::vector<std::string> programs;  // Globs of names of test programs.
  std::vector<std::string> tools{"memcheck", "racecheck", "initcheck", "synccheck"};
  bool cases = false;  // The visible and the held-out cases too.
  Where where = Where::here;
};

// Errors (spec) name the key.
Result<Plan> plan_of(const CheckRequest& request);

// What is asked, a grading for each set of cases, without candidate and oracle.
Result<std::vector<Grading>> gradings_of(const CheckRequest& request, const Plan& plan);

// No file of the candidate is named by Plan::files: then nothing would run on a device.
Result<std::vector<Finding>> missing_kernels(const CheckRequest& request, const Plan& plan);

}  // namespace wright
