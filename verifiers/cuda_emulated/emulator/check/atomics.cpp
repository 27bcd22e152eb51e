#include "check/atomics.h"

#include "check/hooks.h"
#include "check/kernel_access.h"
#include "check/program.h"
#include "core/fiber.h"
#include "core/user_code.h"
#include "core/watchdog.h"

namespace emu {

// Not inlined into its caller: the line of the access is where this returns to.
__attribute__((noinline)) void atomic_access(const void* at, std::size_t bytes,
                                             const void* caller) {
  if (!on_stacks(__builtin_frame_address(0)) || !user_code) return;
  const InEmulator in_emulator;
  if (caller == nullptr) caller = __builtin_return_address(0);
  check_alignment(at, bytes, caller);
  if (hooks_on() && !on_stacks(at)) {
    kernel_touches(at, bytes, Touch::atomic, caller);
  } else if (counts_out()) {
    stop_spinning(site_of(caller));
  }
}

}  // namespace emu
