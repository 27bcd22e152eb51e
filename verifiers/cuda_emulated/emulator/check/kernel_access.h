// An access of a CUDA thread: where it goes, and whether it may.
//
//   a stack of a CUDA thread, threadIdx and its like     nobody's business
//   device memory        bounds, lifetime, alignment, initialised, races
//   dynamic shared       bounds against the launch's size, initialised, races
//   thread-local         = __shared__ arrays: bounds by symbol, initialised, races
//   parameters, image of the program                     allowed
//   anything else        out-of-bounds-global near a block, null-pointer, host-pointer
#pragma once

#include <cstddef>
#include <cstdint>

#include "check/race.h"

namespace emu {

// Before a launch: where the running thread's shared arrays are.
void prepare_kernel_access();

void kernel_touches(const void* at, std::size_t bytes, Touch touch, const void* return_address);

// Ranges that the compiler knew to be aligned to their size (at most 8).
void check_alignment(const void* at, std::size_t bytes, const void* return_address);

// The running thread has made all accesses that it may.
void stop_spinning(std::uint32_t site);

// A copy or kernel touches device memory that belongs to no block.
void report_outside(const void* at, std::size_t bytes, std::uint32_t site);

// The table of blocks changes: what was looked up last is forgotten.
void forget_latest_block();

}  // namespace emu
