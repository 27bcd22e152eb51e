// The memory of tensors: what is in use, what is kept for later.
//
// Freed blocks are kept and given out again, up to kIdleBytesMax.  In a build with
// AddressSanitizer nothing is kept, so that it sees a use after free.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__SANITIZE_ADDRESS__)
#define TW_KEEPS_MEMORY false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TW_KEEPS_MEMORY false
#endif
#endif
#ifndef TW_KEEPS_MEMORY
#define TW_KEEPS_MEMORY true
#endif

namespace tw {

// False in a build with AddressSanitizer.
inline constexpr bool kKeepsMemory = TW_KEEPS_MEMORY;

inline constexpr std::size_t kIdleBytesMax = std::size_t{256} << 20;  // More is given back at once.
inline constexpr std::size_t kKeptBlockMax = std::size_t{64} << 20;   // Larger blocks are not kept.

// Bytes are those of storages, as the system was asked for them; headers of tensors do not count.
struct MemoryStats {
  std::size_t live_bytes = 0;         // Of storages that exist.
  std::size_t idle_bytes = 0;         // Kept for later; at most kIdleBytesMax.
  std::uint64_t requests = 0;         // Storages made since the process began.
  std::uint64_t system_requests = 0;  // Of these, those for which the system was asked.
};

// All threads together.
[[nodiscard]] MemoryStats memory_stats() noexcept;

// Gives every idle block of every thread back to the system: idle_bytes is 0 after it.
void release_memory() noexcept;

}  // namespace tw

#undef TW_KEEPS_MEMORY
