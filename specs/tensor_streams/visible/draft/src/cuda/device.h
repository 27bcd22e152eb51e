// What the host's side of every kernel file needs.
#pragma once

#include "tw/cuda.h"
#include "tw/device.h"
#include "tw/stream.h"

namespace tw::cuda {

// Throws what CUDA refused, "[cuda] cudaMalloc: out of memory", or that there is no CUDA device.
void check(cudaError_t status, const char* call);

// The same for destructors: the first refusal is kept, and throw_noted() tells it.
void note(cudaError_t status, const char* call) noexcept;
void throw_noted();

// True where the work that was asked for is done, false where it is not; else as check().
[[nodiscard]] bool check_done(cudaError_t status, const char* call);

// A failure that was taken note of is not to be found by the next call.
void forget_last_error() noexcept;

// What a function that may throw begins with: throws what was noted before, then makes `device`
// the one that CUDA's calls of this thread are about.
void select(Device device);

// Throws where `device` is the CPU, or no device that there is.
void check_cuda_device(Device device);

// current_stream() of a device that there is, without a call of CUDA.
[[nodiscard]] Stream stream_of_thread(Device device) noexcept;

}  // namespace tw::cuda
