// How a process of the sandbox becomes a command.
#pragma once

#include <linux/filter.h>

#include "init_wire.h"

namespace wright {

// The same for all commands of a sandbox.
struct Rules {
  Start start;
  sock_fprog filter{};
};

// In a session of its own, under limits and the filter, with no descriptor from `closed_from`
// on.  Comes back, with errno, when the command cannot be started.
int become(const Rules& rules, unsigned closed_from, char** command);

}  // namespace wright
