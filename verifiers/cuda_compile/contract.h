// The kernel contract, as far as text can show that it is broken: see help.md for its rules.
#pragma once

#include <string>
#include <vector>

#include "core/check.h"
#include "plan.h"
#include "sources.h"

namespace wright {

// Findings (cuda_compile.contract) in the order of the lines; their messages begin with the rule.
[[nodiscard]] std::vector<Finding> check_contract(const KernelSource& source, const Plan& plan);

// One finding of `rule`, "contract 2: ...".
[[nodiscard]] Finding breach(const KernelSource& source, int rule, int line,
                             const std::string& what);

// Its parts.  Rules 2, 3, 4, 6, 11 and 12: words that may stand nowhere.
void check_words(const KernelSource& source, std::vector<Finding>& findings);
// Rule 1: headers.
void check_headers(const KernelSource& source, std::vector<Finding>& findings);
// Rules 4, 8, 10, 11 and 13: what stands in a function of the device.
void check_bodies(const KernelSource& source, const Plan& plan, std::vector<Finding>& findings);

}  // namespace wright
