// On which processors a command may run.
#pragma once

#include <cstdint>

namespace wright {

// Keeps this process, and what it starts, to so many of the processors that it has; 0: to all.
// Whether the kernel did it.
bool stay_on(std::uint32_t processors);

}  // namespace wright
