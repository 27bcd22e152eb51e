// Who may touch what: allocations, lifetimes and the order of streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace emu {

using Clock = std::vector<std::uint64_t>;  // Index 0 is the host, then a stream each.

// An operation in a stream.
struct Stamp {
  std::uint64_t stream = 0;
  std::uint64_t tick = 0;
};

struct Block {
  const void* begin = nullptr;
  std::size_t bytes = 0;
  bool freed = false;
};

void allocated(void* at, std::size_t bytes, const Stamp& by, const Clock& after, bool zeroed,
               const char* how);
void freed(void* at, const Stamp& by, const Clock& seen);
// Either side may be host memory.
void copied(void* to, const void* from, std::size_t bytes, const Stamp& by, const Clock& seen);
void filled(void* to, std::size_t bytes, const Stamp& by, const Clock& seen);
// Host memory that an asynchronous copy will write.
void host_pending(void* to, std::size_t bytes, const Stamp& by);
void host_sees(const Clock& clock);
void launch_begins(std::uint64_t launch, const Stamp& by, const Clock& seen);
void launch_ends(std::uint64_t launch);
std::optional<Block> find_allocation(const void* at);

}  // namespace emu
