// Test programs and cases as one tally and one report.
#pragma once

#include <string>
#include <vector>

#include "builder/test_program.h"
#include "core/check.h"

namespace wright {

// Adds a run of the program: each test is `<check>/<program>.<Suite>.<Test>`.
void add_run(CheckReport& report, const TestProgram& program, const TestRun& run);

// Adds what another report of the same check says.
void add_report(CheckReport& report, const CheckReport& other);

// Names of `expected` that belong to test programs of `check`, and those that
// belong to its cases, `<check>/<task>/<case>`.
[[nodiscard]] std::vector<std::string> expected_of_programs(const CheckRequest& request);
[[nodiscard]] std::vector<std::string> expected_of_cases(const CheckRequest& request);

// Findings for tests that passed on the base and have no result, and for a
// check that ran nothing; then the status and the summary.
void conclude(CheckReport& report, const CheckRequest& request);

}  // namespace wright
