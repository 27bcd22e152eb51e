// Atomic accesses of device code, told to the checker by the functions that make them.
#pragma once

#include <cstddef>

namespace emu {

void atomic_access(const void* at, std::size_t bytes);

}  // namespace emu
