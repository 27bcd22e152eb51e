// From the best footing down to the last that still isolates.
//
//   A  bubblewrap and a control group
//   B  bubblewrap; memory is polled, and calls that hide memory are refused
//   C  as B (or with a group), but the outer /proc shows: this machine lets no
//      fresh one be mounted
//   D  no user namespaces: nothing here isolates, so the run is refused
#pragma once

#include "base/result.h"
#include "request.h"
#include "supervise.h"

namespace wright {

// Runs the command, or the booth, on the first rung that starts; an Error says what each rung
// lacked and how to get it.
Result<void> run_on_best_rung(const Request& request, const Watch& watch,
                              const OnReport& on_report);
// Of one command.
Result<Report> run_once(const Request& request, const Watch& watch);

}  // namespace wright
