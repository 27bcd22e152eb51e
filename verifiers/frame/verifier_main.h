// frame: what every check program shares.
//
// verifier_main.h: a CheckRequest in, a CheckReport out.
#pragma once

#include "base/result.h"
#include "core/check.h"

namespace wright {

using Verify = Result<CheckReport> (*)(const CheckRequest&);

// The main function of a check: reads one bounded CheckRequest from standard
// input, calls `verify` and writes its report to standard output.  Sets the
// report's name and duration, sorts the names of the tests, and turns a pass
// that its own findings or tally deny into `broken`.  An Error becomes a report
// with status broken.  Returns 0 for pass, 1 for fail, 2 for all else.
int verifier_main(Verify verify);

// A report that the check cannot run here, and why.
[[nodiscard]] CheckReport unavailable(const std::string& why);

// The same as verifier_main on text, for tests.
struct Verified {
  CheckReport report;
  int exit_code = 2;
};
Verified verify_text(const std::string& request, Verify verify);

}  // namespace wright
