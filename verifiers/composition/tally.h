// The counts of a piece of work on one side's host.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "composition/plan.h"
#include "core/check.h"
#include "exec/runner.h"

namespace wright {

// Why there are none.
struct Uncounted {
  std::string rule;  // "host.*", "composition.threw", ".unsupported", ".uncounted" or ".hidden".
  std::string message;
};

struct Tally {
  std::map<std::string, double> counts;  // By the names of counts_of(plan).
  std::optional<Uncounted> uncounted;
  Isolation isolation;
};

// Runs of `steps` and of twice as many, each in a process of its own; a count of a step is their
// difference over `steps`, and peak_bytes that of the longer one.  Each run is made
// three times and the least of a count taken, since threads wait more or less often.
Result<Tally> tally_of(const CheckRequest& request, const std::filesystem::path& host,
                       const WorkPlan& plan, const Piece& piece);

}  // namespace wright
