// Who waits for what never comes is stopped by counting: accesses of a thread since it
// was last chosen, and choices within a block.
#pragma once

#include <cstdint>

namespace emu {

extern std::uint64_t accesses_left;  // Of the running thread, until it is chosen again.
extern std::uint64_t switches_left;  // Of the running block.

// Reports spin-wait and ends the launch.
void report_spin();

void wind_watchdog();  // When a block begins.

inline void count_access() {
  if (--accesses_left == 0) report_spin();
}

void count_switch();

}  // namespace emu
