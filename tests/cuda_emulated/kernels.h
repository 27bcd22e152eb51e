// Runs lambdas as kernels, for the unit tests of the emulator.
#pragma once

#include <functional>
#include <string>

#include "core/grid.h"
#include "core/report.h"

namespace emu::test {

inline cudaError_t run(const dim3& grid, const dim3& block, std::function<void()> body,
                       std::size_t shared = 0) {
  static std::uint64_t launches = 0;
  return run_grid({grid, block, shared}, {"kernel", std::move(body), {}}, ++launches);
}

// The kind of the fault that the kernel makes, empty when there is none.
inline std::string fault_of(const dim3& block, std::function<void()> body) {
  forget_faults();
  const cudaError_t error = run(1, block, std::move(body));
  const std::string kind = error == cudaSuccess ? "" : latest_kind();
  forget_faults();
  return kind;
}

inline int thread() {
  return static_cast<int>(place().thread.x);
}

}  // namespace emu::test
