// What host code must not touch: device memory, and memory into which a copy that it has
// not waited for still writes.
#pragma once

#include <cstddef>

#include "check/memory.h"

namespace emu {

// A first look, for every access of the host.
struct HostWatch {
  const char* begin = nullptr;  // Around all memory with a copy under way.
  const char* end = nullptr;
};
extern HostWatch host_watch;

// The host touches what is in the device's hull or in host_watch.
void host_touches(const void* at, std::size_t bytes, const void* return_address);

// Whether a copy into these bytes is under way that `seen` has not seen.
bool is_pending(const void* host, std::size_t bytes, const Clock& seen);

}  // namespace emu
