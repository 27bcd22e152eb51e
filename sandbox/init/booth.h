// A sandbox that stays: its init starts one command after the other, each alone in it.
#pragma once

#include "init/become.h"

namespace wright {

// A Start with the words and the three streams beside it begins a command; when that has ended,
// everything that it started is killed and /tmp and /dev/shm are emptied before Ended is told.
// Ends with the socket.
[[noreturn]] void serve_booth(int socket, Rules& rules);

}  // namespace wright
