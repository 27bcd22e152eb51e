// Watches one sandbox from its init's hello to the death of its last process.
//
//   greet ---> watch ---> (ended | a limit was passed | we are told to stop)
//     |                      `--> kill the init ---> its pidfd is readable
//     `--> bwrap failed: an Error                    = nothing runs any more
#pragma once

#include "base/result.h"
#include "launch.h"
#include "report.h"
#include "request.h"

namespace wright {

// Takes SIGTERM, SIGINT and SIGHUP as descriptor; called before any launch.
Result<Descriptor> catch_signals();

struct Watch {
  int signals = -1;
  int life = -1;     // Its hang-up means that whoever asked for the run is gone.
  int channel = -1;  // To whoever asked: the listening socket goes out, companions come in.
};

// An Error (`unsupported`, with bwrap's own words) when nothing was started.
// Only this function says that a limit was hit; what the command's status looks
// like never does.
Result<Report> supervise(const Request& request, const Footing& footing, Launched& launched,
                         const Watch& watch);

[[nodiscard]] Makeup makeup_of(const Footing& footing);

}  // namespace wright
