// A pipe to or from a child process.
#pragma once

#include <sys/types.h>

#include <string_view>

#include "base/descriptor.h"
#include "base/result.h"

namespace wright {

// Both ends are closed on exec and lie above the three standard numbers, so
// that a child can put its own there one after the other.
struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> open_pipe();

// Keeps message borders, and carries descriptors.
struct Channel {
  Descriptor ours;
  Descriptor theirs;
};
Result<Channel> open_channel();

// The same open file under a number of at least 16, closed on exec.
Result<Descriptor> above_standard(const Descriptor& descriptor);

// write(2), but a reader that is gone is EPIPE alone and no signal.
ssize_t write_without_signal(int fd, std::string_view bytes);

}  // namespace wright
