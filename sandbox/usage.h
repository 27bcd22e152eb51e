// What a sandbox uses right now, read from the outside through /proc: the way
// without control groups.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace wright {

struct Usage {
  std::int64_t memory_bytes = 0;  // Anonymous and shared pages, and tmpfs.
  std::int64_t cpu_ms = 0;
  std::int64_t tasks = 0;
};

// `init` is the sandbox's PID 1 as we see it.  Processes that ended without
// being waited for are missing in cpu_ms: callers keep the largest sum.
// `own_proc`: the sandbox has a /proc of its own, which lists only its processes.
[[nodiscard]] Usage measure_usage(pid_t init, bool own_proc);

// Of the file system that holds the directory; -1 when it cannot say.
[[nodiscard]] std::int64_t free_bytes(int directory_fd);

}  // namespace wright
