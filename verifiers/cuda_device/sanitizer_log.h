// What NVIDIA's compute-sanitizer wrote to its --log-file, as findings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"

namespace wright {

constexpr int kToolExit = 86;  // Its --error-exitcode: it found something.

// The words before the program: compute-sanitizer at `program`, for one of its tools.
[[nodiscard]] std::vector<std::string> tool_command(const std::string& program,
                                                    const std::string& tool,
                                                    const std::string& log);

// One for each error that it tells, at most 20, `cuda_device.memcheck` and so on, with the place
// below the target where it names one.  A log without its closing summary is a finding as well: the
// tool did not get to the end.
[[nodiscard]] std::vector<Finding> findings_of_log(std::string_view log, const std::string& tool);

}  // namespace wright
