// What a program that is compiled with -fsanitize=thread calls before each access of
// memory that may be shared.  The names are the compilers': g++ 12 and clang 14 call no
// others, and one that is missing fails the link.
#include "check/hooks.h"

#include <cstddef>
#include <cstdint>

#include "check/allocations.h"
#include "check/host_touch.h"
#include "check/kernel_access.h"
#include "core/fiber.h"
#include "core/grid.h"
#include "core/user_code.h"

namespace emu {

bool hooks_on() {
  return true;
}

namespace {

inline bool in_place(const void* at) {
  return static_cast<std::size_t>(static_cast<const char*>(at) -
                                  reinterpret_cast<const char*>(&current_place)) < sizeof(Place);
}

inline void host_access(const void* at, std::size_t bytes, const void* caller) {
  if (in_device_hull(at) || (at >= host_watch.begin && at < host_watch.end))
    host_touches(at, bytes, caller);
}

inline void access(const void* at, std::size_t bytes, Touch touch, const void* caller) {
  if (!on_stacks(__builtin_frame_address(0))) return host_access(at, bytes, caller);
  if (on_stacks(at) || !user_code || in_place(at)) return;
  const InEmulator in_emulator;
  kernel_touches(at, bytes, touch, caller);
}

inline void aligned_access(const void* at, std::size_t bytes, Touch touch, const void* caller) {
  if ((reinterpret_cast<std::uintptr_t>(at) & ((bytes > 8 ? 8 : bytes) - 1)) != 0 &&
      on_stacks(__builtin_frame_address(0)) && user_code) {
    const InEmulator in_emulator;
    check_alignment(at, bytes, caller);
  }
  access(at, bytes, touch, caller);
}

}  // namespace
}  // namespace emu

#define EMU_CALLER __builtin_return_address(0)

#define EMU_ACCESS(name, bytes, touch)                             \
  extern "C" void __tsan_##name##bytes(void* at);                  \
  extern "C" void __tsan_##name##bytes(void* at) {                 \
    emu::aligned_access(at, bytes, emu::Touch::touch, EMU_CALLER); \
  }                                                                \
  extern "C" void __tsan_unaligned_##name##bytes(void* at);        \
  extern "C" void __tsan_unaligned_##name##bytes(void* at) {       \
    emu::access(at, bytes, emu::Touch::touch, EMU_CALLER);         \
  }

#define EMU_ACCESSES(bytes)     \
  EMU_ACCESS(read, bytes, read) \
  EMU_ACCESS(write, bytes, write)

EMU_ACCESSES(1)
EMU_ACCESSES(2)
EMU_ACCESSES(4)
EMU_ACCESSES(8)
EMU_ACCESSES(16)

extern "C" {
void __tsan_init();
void __tsan_func_entry(void* caller);
void __tsan_func_exit();
void __tsan_read_range(void* at, unsigned long bytes);
void __tsan_write_range(void* at, unsigned long bytes);
void __tsan_vptr_read(void** at);
void __tsan_vptr_update(void** at, void* value);

void __tsan_init() {}
void __tsan_func_entry(void* /*caller*/) {}
void __tsan_func_exit() {}

void __tsan_read_range(void* at, unsigned long bytes) {
  if (bytes != 0) emu::access(at, bytes, emu::Touch::read, EMU_CALLER);
}

void __tsan_write_range(void* at, unsigned long bytes) {
  if (bytes != 0) emu::access(at, bytes, emu::Touch::write, EMU_CALLER);
}

void __tsan_vptr_read(void** at) {
  emu::access(at, sizeof(void*), emu::Touch::read, EMU_CALLER);
}

void __tsan_vptr_update(void** at, void* /*value*/) {
  emu::access(at, sizeof(void*), emu::Touch::write, EMU_CALLER);
}
}
