#include "core/fiber.h"

#include <sys/mman.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "core/switch.h"

#if EMU_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace emu {

char* stacks_begin = nullptr;

namespace {

std::array<Fiber, kFibersMax> fibers;
std::array<Fiber*, kFibersMax> idle;
std::size_t idle_count = 0;
std::size_t made_count = 0;
void (*fiber_loop)(Fiber&) = nullptr;
Fiber* left = nullptr;  // By the latest switch.

void make_stacks();
Fiber& make_fiber();
void start(Fiber& fiber);
void enter_loop(void* fiber);
void finish_switch(const Fiber& now);

}  // namespace

Fiber& host_fiber() {
  static Fiber host;
  return host;
}

Fiber& take_fiber(void (*loop)(Fiber&)) {
  fiber_loop = loop;
  if (idle_count > 0) return *idle[--idle_count];
  if (made_count == 0) make_stacks();
  return make_fiber();
}

void give_fiber(Fiber& fiber) {
  idle[idle_count++] = &fiber;
}

void drop_fibers() {
  idle_count = 0;
  for (std::size_t at = 0; at < made_count; ++at) {
    start(fibers[at]);
    give_fiber(fibers[at]);
  }
}

void switch_fiber(Fiber& from, Fiber& to) {
#if EMU_ASAN
  __sanitizer_start_switch_fiber(&from.sanitizer_stack, to.bottom, to.bytes);
#endif
  left = &from;
  emu_switch(&from.stack_pointer, to.stack_pointer);
  finish_switch(from);
}

StackPart stack_part(const void* at) {
  if (!on_stacks(at)) return StackPart::none;
  const auto offset = static_cast<std::size_t>(static_cast<const char*>(at) - stacks_begin);
  return offset % (kStackBytes + kGuardBytes) < kGuardBytes ? StackPart::guard : StackPart::stack;
}

namespace {

void make_stacks() {
  void* at =
      mmap(nullptr, kStacksBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) {
    std::fputs("emulator: no address space for the stacks of CUDA threads\n", stderr);
    std::_Exit(3);
  }
  stacks_begin = static_cast<char*>(at);
}

Fiber& make_fiber() {
  if (made_count == kFibersMax) std::abort();  // A block has no more threads.
  Fiber& fiber = fibers[made_count];
  char* const bottom = stacks_begin + made_count * (kStackBytes + kGuardBytes) + kGuardBytes;
  if (mprotect(bottom, kStackBytes, PROT_READ | PROT_WRITE) != 0) {
    std::fputs("emulator: no memory for the stack of a CUDA thread\n", stderr);
    std::_Exit(3);
  }
  fiber.bottom = bottom;
  fiber.bytes = kStackBytes;
  ++made_count;
  start(fiber);
  return fiber;
}

void start(Fiber& fiber) {
#if EMU_ASAN
  __asan_unpoison_memory_region(fiber.bottom, kStackBytes);
#endif
  fiber.sanitizer_stack = nullptr;
  fiber.stack_pointer = prepare_stack(fiber.bottom + fiber.bytes, enter_loop, &fiber);
}

void enter_loop(void* fiber) {
  Fiber& self = *static_cast<Fiber*>(fiber);
  finish_switch(self);
  fiber_loop(self);
  std::abort();
}

// Arrived on the stack of `now`: AddressSanitizer then tells what it left.
void finish_switch([[maybe_unused]] const Fiber& now) {
#if EMU_ASAN
  const void* bottom = nullptr;
  std::size_t bytes = 0;
  __sanitizer_finish_switch_fiber(now.sanitizer_stack, &bottom, &bytes);
  if (left != &host_fiber()) return;
  left->bottom = static_cast<const char*>(bottom);
  left->bytes = bytes;
#endif
}

}  // namespace
}  // namespace emu
