// Starts bwrap with the init and the command in it, from a forked child that
// gives up everything it does not need on the way.
#pragma once

#include <string>

#include "base/descriptor.h"
#include "base/result.h"
#include "cgroup.h"
#include "request.h"
#include "stage.h"

namespace wright {

// How far this attempt at a launch reaches; the ladder lowers it.
struct Footing {
  Identity identity;
  const Cgroup* cgroup = nullptr;  // None: usage is polled.
  bool staged = true;              // A mount namespace of our own before bwrap's.
  bool fresh_proc = true;
};

struct Launched {
  pid_t bwrap = -1;
  Descriptor bwrap_end;  // A pidfd.
  Descriptor socket;     // To the init, see init_wire.h.
  Descriptor out;        // Capture mode: read ends; session mode: `err` alone; of a booth's
                         // command, and before it `err` alone.
  Descriptor err;
};

// An Error is what the child could not do before it became bwrap; `unsupported`
// when another footing may help.
Result<Launched> launch(const Request& request, const Footing& footing);

// A pipe for the output of a command that comes later.
Result<void> make_output(const Identity& identity, Descriptor& read_end, Descriptor& write_end);

// Beside our own program.
[[nodiscard]] std::string init_program();
[[nodiscard]] std::string own_program();

}  // namespace wright
