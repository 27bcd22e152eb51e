// What a kernel file includes: one source for nvcc and for the emulator.
//
//   tw::launch(kernel<float>, {grid, block, shared, stream}, arguments...)
//   TW_DYN_SHARED(float, tile);     in a kernel: the dynamic shared memory of the launch
//   TW_DEVICE_VAR(int, counter);    a variable of the device, in this file
//   TW_CONSTANT(float[8], weights); one that kernels only read
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

namespace tw {

struct Launch {
  dim3 grid;
  dim3 block;
  std::size_t shared = 0;  // Bytes of dynamic shared memory.
  cudaStream_t stream = nullptr;
};

}  // namespace tw

#ifdef __CUDACC__
#include "tw/cuda_nvcc.h"
#else
#include "tw/cuda_emulated.h"
#endif
