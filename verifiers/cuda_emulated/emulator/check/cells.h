// What copies and memsets do to the shadow of a block, for the present operation.
#pragma once

#include "check/allocations.h"

namespace emu {

// Races with what the operation has not seen are reported.
void write_cells(Allocation& block, const void* at, std::size_t bytes);

// The host gets these bytes: uninitialised-copy when one was never written.
void read_cells(Allocation& block, const void* at, std::size_t bytes);

// What was never written at the source is not written at the target either.
void copy_cells(Allocation& target, const void* to, Allocation& source, const void* from,
                std::size_t bytes);

}  // namespace emu
