// The table of device memory: what is allocated, what was freed, who touched it last.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "check/memory.h"
#include "check/shadow.h"

namespace emu {

struct Allocation {
  const char* begin = nullptr;
  std::size_t bytes = 0;
  std::string how;  // "cudaMalloc"
  Stamp made_by;
  bool freed = false;
  Stamp freed_by;
  Shadow shadow;                // Empty with the hooks off.
  std::vector<Stamp> users;     // The latest operation of each stream that touched it.
  std::uint64_t looked_at = 0;  // By the operation of that interval: once is enough.

  bool has(const void* at) const {
    return static_cast<std::size_t>(static_cast<const char*>(at) - begin) < bytes;
  }
  const char* end() const { return begin + bytes; }
};

// Live or freed; null: no block lies there.
Allocation* find_block(const void* at);

// The nearest block that ends before or begins behind an address that is in none.
struct Neighbours {
  const Allocation* before = nullptr;
  const Allocation* behind = nullptr;
};
Neighbours neighbours(const void* at);

// Whether an address in no block was given out for an allocation that its stream has yet
// to perform: what the runtime answers, if it is there.
extern bool (*is_given_out)(const void* at);
inline bool belongs_to_later(const void* at) {
  return is_given_out != nullptr && is_given_out(at);
}

// What lay there before is forgotten.
Allocation& add_block(const void* at, std::size_t bytes);

// All blocks lie within; for the host a first look.
struct Hull {
  const char* begin = nullptr;
  const char* end = nullptr;
};
extern Hull device_hull;
inline bool in_device_hull(const void* at) {
  return at >= device_hull.begin && at < device_hull.end;
}

// The present operation touches the block: lifetimes are checked once for each.
// False: it must not, and that was reported at `site`.
bool use_block(Allocation& block, const void* at, std::size_t bytes, std::uint32_t site);

}  // namespace emu
