// A race in words: both accesses, with their lines and threads.
#pragma once

#include <cstdint>

#include "check/race.h"
#include "core/report.h"

namespace emu {

// `where`: "global memory" and the like.  For kernels the second access is the
// running thread's.
Fault race_fault(const Finding& finding, Touch touch, const char* where, std::uint32_t site);
void report_race(const Finding& finding, Touch touch, const char* where, std::uint32_t site);

// Who made an entry, as far as it is still known.
Access access_of(Entry entry, const char* what, std::uint32_t site);

}  // namespace emu
