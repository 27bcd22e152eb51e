// Tests of a program that pass one time and fail another.
#pragma once

#include "base/result.h"
#include "builder/test_program.h"
#include "core/check.h"

namespace wright {

// Runs the program so often.  A test of both outcomes has failed, and a finding
// `<check>.flaky` says how often; what it failed by stands beside it.  A run
// that ended badly is counted for the program and for none of its tests.
Result<TestRun> run_repeatedly(const CheckRequest& request, const TestProgram& program,
                               int repeats);

// The same of runs that were made.  There is at least one.
[[nodiscard]] TestRun told_together(const TestProgram& program, const std::vector<TestRun>& runs);

}  // namespace wright
