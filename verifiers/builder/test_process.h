// Starting a GoogleTest program in the sandbox, and what it leaves behind.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "builder/test_program.h"
#include "core/check.h"
#include "exec/runner.h"

namespace wright {

struct Spoken {
  RunReport run;
  Result<std::string> report = Error{};  // The JSON file that it wrote.
};

Result<Spoken> list_tests(const CheckRequest& request, const TestProgram& program);

// `tests` is how many it listed.  Many run in two processes side by side, each
// with GoogleTest's share of them; all shares together are every test once.
Result<std::vector<Spoken>> run_tests(const CheckRequest& request, const TestProgram& program,
                                      std::size_t tests);

}  // namespace wright
