// `runtime kernels`: what the kernels of a library take, for each architecture.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "core/check.h"

namespace wright {

void add_kernel_list(CLI::App& runtime, Invocation& invocation, Chosen& chosen);

// Of all instances of a template the most, of occupancy the least.
struct KernelUse {
  int registers = 0;     // A thread.
  int shared = 0;        // Bytes a block, static and dynamic.
  int threads = 0;       // A block: of the launch that was asked about.
  double occupancy = 0;  // A part of the warps that a multiprocessor holds.
};
using KernelUses = std::map<std::string, std::map<int, KernelUse>>;  // Kernel, architecture.

// From the metrics of a report of `cuda_compile`; what is no such metric is left out.
[[nodiscard]] KernelUses kernel_uses(const CheckReport& report);

// A row a kernel: threads, then registers / bytes of shared memory / occupancy for each
// architecture.  `architectures` gives the columns, ascending.
[[nodiscard]] std::vector<int> architectures_of(const KernelUses& uses);
[[nodiscard]] std::vector<std::vector<std::string>> kernel_rows(
    const KernelUses& uses, const std::vector<int>& architectures);

}  // namespace wright
