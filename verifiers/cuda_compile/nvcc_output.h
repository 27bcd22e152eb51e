// What nvcc, its front end and ptxas said against a source, as findings.
#pragma once

#include <vector>

#include "compile.h"
#include "core/check.h"
#include "sources.h"

namespace wright {

// Of a unit that did not compile; at least one.  Rules: cuda_compile.error, .warning, and .launch
// for what the hardware has not.
[[nodiscard]] std::vector<Finding> refusals_of(const Compiled& compiled,
                                               const KernelSources& sources);

}  // namespace wright
