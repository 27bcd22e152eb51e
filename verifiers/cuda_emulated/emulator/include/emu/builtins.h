// Where a CUDA thread is.
#pragma once

#include "core/grid.h"

// Macros, since they are read in each thread anew.
#define threadIdx (::emu::place().thread)
#define blockIdx (::emu::place().block)
#define blockDim (::emu::place().block_dim)
#define gridDim (::emu::place().grid_dim)

inline constexpr int warpSize = 32;

// Memory is sequentially consistent here, so that a missing fence stays unseen.
inline void __threadfence() {}
inline void __threadfence_block() {}
inline void __threadfence_system() {}
