// Two threads that write the same value to one place are a race of a lower class: formally
// wrong, harmless on the device.
//
// A hook comes before its store, so a conflict of two writes waits until the same
// thread is seen again: by then the store has been made.
#pragma once

#include <cstddef>

#include "core/report.h"

namespace emu {

inline constexpr std::size_t kEqualBytesMax = 16;

extern bool equal_writes_wait;

// The store behind this fault comes next.
void wait_for_value(const void* at, std::size_t bytes, const Fault& fault);

// It is done: a note equal-value-race, or the fault itself.
void settle_waiting_write();

inline void settle_equal_writes() {
  if (equal_writes_wait) settle_waiting_write();
}

}  // namespace emu
