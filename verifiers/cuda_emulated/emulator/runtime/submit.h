// One way for all work into a stream: performed later, or captured into a graph.
#pragma once

#include <cuda_runtime_api.h>

#include "runtime/work.h"

namespace emu {

cudaError_t submit(cudaStream_t handle, Work work);

// For the calls that return when their work is done.
cudaError_t submit_and_wait(Work work);

}  // namespace emu
