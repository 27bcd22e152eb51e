// What is kept about each kernel: the dynamic shared memory that it may be launched with.
#pragma once

#include <cstddef>

namespace emu {

// shared_per_block of the profile unless cudaFuncSetAttribute said otherwise.
std::size_t shared_allowed(const void* function);

}  // namespace emu
