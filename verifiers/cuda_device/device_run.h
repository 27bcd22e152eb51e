// Everything that is asked of the candidate on this machine's GPU.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "device.h"
#include "device_build.h"
#include "plan.h"

namespace wright {

struct DeviceRun {
  CheckReport report;                // Findings, tests and metrics; no status.
  std::vector<std::string> missing;  // Tools of compute-sanitizer that could not run, and why.
};

// The gradings, the test programs, then the gradings under each tool of compute-sanitizer.
Result<DeviceRun> run_on(const CheckRequest& request, const Plan& plan, const Device& device,
                         const DeviceBuild& build);

}  // namespace wright
