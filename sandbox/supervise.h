// Watches one sandbox from its init's hello to the death of its last process.
//
//   greet ---> watch ---> (ended | a limit was passed | we are told to stop)
//     |                      `--> kill the init ---> its pidfd is readable
//     `--> bwrap failed: an Error                    = nothing runs any more
//
// A booth stays when its command has ended, and takes the next one over the channel: a message
// kOrderMagic (base/booth_wire.h) with the command's words and its stdin beside it.  The report of
// a command that passed a limit is the last.
#pragma once

#include <functional>

#include "base/result.h"
#include "greet.h"
#include "launch.h"
#include "report.h"
#include "request.h"

namespace wright {

// Takes SIGTERM, SIGINT and SIGHUP as descriptor; called before any launch.
Result<Descriptor> catch_signals();

// False: nobody hears it.
using OnReport = std::function<bool(const Report&)>;

// Hands out one report, or one for each command of a booth.  An Error (`unsupported`, with bwrap's
// own words) when nothing was started.  Only here it is said that a limit was hit; what the
// command's status looks like never does.
Result<void> supervise(const Request& request, const Footing& footing, Launched& launched,
                       const Watch& watch, const OnReport& on_report);

[[nodiscard]] Makeup makeup_of(const Request& request, const Footing& footing);

}  // namespace wright
