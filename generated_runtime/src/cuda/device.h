// What the host's side of every kernel file needs.
#pragma once

#include "tw/cuda.h"
#include "tw/device.h"

namespace tw::cuda {

// Throws what CUDA refused, "[cuda] cudaMalloc: out of memory", or that there is no CUDA device.
void check(cudaError_t status, const char* call);

// What a function that may throw begins with: throws what cudaFree was refused before, then makes
// `device` the one that CUDA's calls of this thread are about.
void select(Device device);

}  // namespace tw::cuda
