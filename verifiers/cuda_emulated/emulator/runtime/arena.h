// The device's memory: one range of addresses that stands for it.
//
// In the tiers without hooks its pages are closed to the host, so that a host
// that follows a device pointer stops there; the runtime and kernels open them
// for as long as they work.  Addresses are taken in a circle: one that was given
// back is handed out again as late as can be.
#pragma once

#include <cstddef>

namespace emu {

// Less than the device of any profile has: a test must not need more.
inline constexpr std::size_t kDeviceBytes = std::size_t{1} << 30;
inline constexpr std::size_t kAlignment = 256;  // What cudaMalloc promises.

// bytes from an aligned address, filled with 0xFF (a NaN in every float format);
// nullptr when no hole is large enough.  Behind each there is room that belongs to nobody.
void* arena_take(std::size_t bytes);

// Closed at once, for AddressSanitizer too; at came from arena_take().
void arena_close(void* at, std::size_t bytes);

// As arena_take() left it: filled and open for AddressSanitizer.
void arena_reopen(void* at, std::size_t bytes);

// The addresses may be handed out again.
void arena_give_back(void* at);

bool in_arena(const void* at);
std::size_t arena_bytes_free();

// Opens the pages while it lives.  They nest.
class ArenaOpen {
 public:
  ArenaOpen();
  ~ArenaOpen();
  ArenaOpen(const ArenaOpen&) = delete;
  ArenaOpen& operator=(const ArenaOpen&) = delete;
};

}  // namespace emu
