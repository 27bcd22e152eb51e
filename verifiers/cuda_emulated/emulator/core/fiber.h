// Stacks for CUDA threads, and switching between them.
//
// All stacks lie in one range of addresses, each above a page that nobody may touch:
// so "is it on a stack" is one comparison, and running over is seen.
#pragma once

#include <cstddef>
#include <cstdint>

namespace emu {

#if defined(__SANITIZE_ADDRESS__)
#define EMU_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EMU_ASAN 1
#endif
#endif
#ifndef EMU_ASAN
#define EMU_ASAN 0
#endif

// What AddressSanitizer's frames need; one size, since the hooks are never compiled with it.
inline constexpr std::size_t kStackBytes = std::size_t{256} * 1024;
inline constexpr std::size_t kGuardBytes = 4096;
inline constexpr std::size_t kFibersMax = 1024;  // As many as a block has threads.

struct Fiber {
  void* stack_pointer = nullptr;  // Where it was left.
  const char* bottom = nullptr;
  std::size_t bytes = 0;
  void* sanitizer_stack = nullptr;  // What AddressSanitizer keeps of it meanwhile.
};

// The fiber that stands for the caller of run_grid, on the stack of the host.
Fiber& host_fiber();

// An idle fiber, which will call loop(itself) on its own stack when switched to.  It
// never returns.
Fiber& take_fiber(void (*loop)(Fiber&));

// Back to the idle ones: the fiber `idle` waits in its loop.
void give_fiber(Fiber& idle);

// Every fiber but the host's is idle from now on; what was under way on them is gone.
void drop_fibers();

void switch_fiber(Fiber& from, Fiber& to);

enum class StackPart { none, stack, guard };
StackPart stack_part(const void* at);

// For the hooks: the range of all stacks.
extern char* stacks_begin;
inline constexpr std::size_t kStacksBytes = kFibersMax * (kStackBytes + kGuardBytes);
inline bool on_stacks(const void* at) {
  return static_cast<std::size_t>(static_cast<const char*>(at) - stacks_begin) < kStacksBytes;
}

}  // namespace emu
