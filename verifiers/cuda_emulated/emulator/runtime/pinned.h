// Host memory that the device may read and write while the host goes on.
#pragma once

#include <cstddef>

namespace emu {

// Whether the whole range is of cudaMallocHost, cudaHostAlloc or cudaHostRegister.
bool is_pinned(const void* at, std::size_t bytes);

}  // namespace emu
