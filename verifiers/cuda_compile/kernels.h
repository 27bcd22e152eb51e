// The kernels of all units and architectures: what each takes, and whether it can be launched.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "compile.h"
#include "core/check.h"
#include "occupancy.h"
#include "ptxas_report.h"
#include "sources.h"

namespace wright {

struct Kernel {
  std::string name;  // As people write it, "tw::scale<float>".
  std::string unit;
  int architecture = 0;
  KernelSources::Place place;
  PtxasUsage usage;
  Launch launch;  // That was asked about.
  Occupancy occupancy;
};

struct Kernels {
  std::vector<Kernel> all;
  std::vector<Finding> findings;
};

// Of the units that compiled.  Errors (protocol): nvcc told nothing about a kernel.
Result<Kernels> judge_kernels(const std::vector<Compiled>& compiled, const Plan& plan,
                              const KernelSources& sources);

// The table of kernels.json: an array of objects, and of cubins.json: {"unit sm_80": digest}.
[[nodiscard]] std::string kernel_table(const std::vector<Kernel>& kernels);
[[nodiscard]] std::string cubin_table(const std::vector<Compiled>& compiled);

// "sm_80.scale.registers", ".shared", ".threads" and ".occupancy": of the instances of a template
// the most, of occupancy the least.
void add_metrics(const std::vector<Kernel>& kernels, CheckReport& report);

}  // namespace wright
