// How the init waits for a command, and ends whatever it left.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include "init/companions.h"
#include "init_wire.h"

namespace wright {

// Nothing can be told to anybody: the sandbox ends with its init.
[[noreturn]] inline void give_up() {
  _exit(kInitFailed);
}

// Reaps all, takes companions, and comes back when `command` has ended.  When the supervisor
// vanishes, so does the init.
void await_command(int socket, pid_t command, Companions& companions, Ended& ended);

// Afterwards the init is the only process; `ended` says what its children have used so far.
void end_everything(Ended& ended);

}  // namespace wright
