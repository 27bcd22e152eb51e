// Who waits for what never comes is stopped by counting: accesses of a thread since it
// was last chosen, and choices within a block.
#pragma once

#include <cstdint>
#include <string>

namespace emu {

extern std::uint64_t accesses_left;  // Of the running thread, until it is chosen again.
extern std::uint64_t switches_left;  // Of the running block.

// Reports spin-wait at that line and ends the launch.
void report_spin(const std::string& file, int line);

void wind_watchdog();  // When a block begins.

// One more; true when it was the last.
inline bool counts_out() {
  return --accesses_left == 0;
}

extern std::uint64_t spin_limit;

inline void count_switch() {
  accesses_left = spin_limit;
  if (switches_left > 0) --switches_left;
}

}  // namespace emu
