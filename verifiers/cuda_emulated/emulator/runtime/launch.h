// What tw::launch calls: a launch is checked when it is asked for and performed later.
#pragma once

#include <driver_types.h>

#include "core/grid.h"

namespace emu {

// The kernel's parameters must live as long as its body.  function names the kernel:
// cudaFuncSetAttribute may have allowed it more shared memory.
cudaError_t enqueue(GridShape shape, Kernel kernel, cudaStream_t stream,
                    const void* function = nullptr);

// What kernels are called in reports: looked up for one only, since all debug information is read.
std::string name_of(const void* function);

}  // namespace emu
