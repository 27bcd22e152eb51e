// What an atomic operation of device code tells the checks.
#pragma once

#include <cstddef>

namespace emu {

// Before an atomic operation on these bytes.  Two of them never race with each other.
void atomic_access(const void* at, std::size_t bytes);

}  // namespace emu
