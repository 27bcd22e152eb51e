// Who may touch which bytes when: the tables of allocations and, in the tier "hooks", a
// shadow of each byte of device memory.
//
// The runtime says what happens to memory in which stream; the hooks say what
// kernels and host code touch.  With the hooks off the tables are kept all the same:
// bounds of copies, double frees and leaks need no more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace emu {

using Clock = std::vector<std::uint64_t>;  // Of streams: index 0 the host, then a stream each.

// An operation in a stream.  A clock has seen it when clock[stream] >= tick.
struct Stamp {
  std::uint64_t stream = 0;
  std::uint64_t tick = 0;
};

struct Block {
  const void* begin = nullptr;
  std::size_t bytes = 0;
  bool freed = false;
};

// `how` names the call that made it, as in "cudaMalloc"; `zeroed`: all of it counts
// as written.  Replaces what was freed at these addresses.
void allocated(void* at, std::size_t bytes, const Stamp& by, const Clock& after, bool zeroed,
               const char* how);

// Anything but the begin of a live block is a fault: invalid-free or double-free.
// So is an access by an operation that `seen` has not seen: free-before-last-use.
void freed(void* at, const Stamp& by, const Clock& seen);

// Either side may be host memory.  Checks bounds, lifetimes, order between streams
// and, from device to host, that the bytes were written; what was not written
// stays so in a copy from device to device.
void copied(void* to, const void* from, std::size_t bytes, const Stamp& by, const Clock& seen);
void filled(void* to, std::size_t bytes, const Stamp& by, const Clock& seen);

// Host memory that an asynchronous copy will write: touching it before the host has
// seen `by` is a fault, missing-sync.
void host_pending(void* to, std::size_t bytes, const Stamp& by);
void host_sees(const Clock& clock);  // After a synchronisation.

// Around run_grid().
void launch_begins(std::uint64_t launch, const Stamp& by, const Clock& seen);
void launch_ends(std::uint64_t launch);

std::optional<Block> find_allocation(const void* at);

// Who wrote the bytes of device memory last; a copy from device to device passes on
// who wrote its source.  Known in the tier "hooks" only.
struct Provenance {
  std::size_t by_launch = 0;  // Bytes that a kernel wrote.
  std::size_t by_host = 0;    // Bytes that came from the host or a memset.
  std::size_t unwritten = 0;
};
Provenance provenance(const void* at, std::size_t bytes);

}  // namespace emu
