// The verdict of a landing.
#pragma once

#include <string>
#include <vector>

#include "auditor/story.h"

namespace auditor {

// Findings: a verdict that did not pass, reports that do not bear it out, tests of `tests` and
// `held_out` that passed at the landing before (`tests`, which is renewed) and are not there.
void audit_verdict(const Log& log, const Attempt& attempt, std::vector<std::string>& tests,
                   Report& report);

// Names of tests that passed, sorted, each once.
std::vector<std::string> passed_tests(const json& verdict);

}  // namespace auditor
