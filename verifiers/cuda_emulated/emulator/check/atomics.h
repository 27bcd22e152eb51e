// What an atomic operation of device code tells the checks.
#pragma once

#include <cstddef>

namespace emu {

// Before an atomic operation on these bytes.  Two of them never race with each other.
// Reports name the line that `caller` returns to; without one, that of the call.
void atomic_access(const void* at, std::size_t bytes, const void* caller = nullptr);

}  // namespace emu
