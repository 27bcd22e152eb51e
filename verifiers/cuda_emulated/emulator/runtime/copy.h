// The arguments of a copy or a fill, checked when they are given.
#pragma once

#include <driver_types.h>

#include "runtime/work.h"

namespace emu {

// Checks direction, bounds, lifetimes and overlap, and says which side is the host's.
cudaError_t check_copy(CopyWork& work, cudaMemcpyKind kind, const char* call);
cudaError_t check_fill(const FillWork& work, const char* call);

// Reads the source now: what cudaMemcpyAsync does with pageable memory.
void stage(CopyWork& work);

// The arena or a device variable.
bool is_device(const void* at);

}  // namespace emu
