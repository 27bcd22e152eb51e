// From the launch of bwrap to the hello of the init in it.
#pragma once

#include <sys/types.h>

#include "base/descriptor.h"
#include "base/result.h"
#include "launch.h"

namespace wright {

struct Watch {
  int signals = -1;
  int life = -1;     // Its hang-up means that whoever asked for the run is gone.
  int channel = -1;  // To whoever asked: the listening socket goes out; companions, and a
                     // booth's commands, come in.
};

// The sandbox's PID 1, as we see it.
struct Init {
  Descriptor end;  // A pidfd: readable once nothing in the sandbox runs any more.
  pid_t pid = -1;
};

// An Error (`unsupported`, with bwrap's own words) when nothing was started.
Result<Init> greet(Launched& launched, const Watch& watch);

}  // namespace wright
