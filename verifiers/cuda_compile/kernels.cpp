#include "kernels.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "builder/diagnostics.h"
#include "kernel_name.h"

namespace wright {
namespace {

Result<void> judge_unit(const Compiled& compiled, const Plan& plan, const KernelSources& sources,
                        Kernels& kernels);
Launch launch_of(const std::string& name, int threads_max, const Plan& plan);
void judge_memory(const std::string& name, const PtxasUsage& usage, const Compiled& compiled,
                  const KernelSources::Place& place, const Plan& plan, Kernels& kernels);
void judge_launch(const Kernel& kernel, const Plan& plan, Kernels& kernels);
void judge_names(const Plan& plan, const KernelSources& sources, Kernels& kernels);
Finding fault(const std::string& rule, const KernelSources::Place& place,
              const std::string& message);

}  // namespace

Result<Kernels> judge_kernels(const std::vector<Compiled>& compiled, const Plan& plan,
                              const KernelSources& sources) {
  Kernels kernels;
  bool all_compiled = true;
  for (const Compiled& one : compiled) {
    if (one.succeeded) TRY(judge_unit(one, plan, sources, kernels));
    all_compiled = all_compiled && one.succeeded;
  }
  if (all_compiled) judge_names(plan, sources, kernels);
  return kernels;
}

namespace {

Result<void> judge_unit(const Compiled& compiled, const Plan& plan, const KernelSources& sources,
                        Kernels& kernels) {
  const std::map<std::string, PtxasUsage> report = ptxas_report(compiled.output);
  for (const auto& [mangled, threads] : compiled.kernels) {
    if (report.count(mangled) > 0) continue;
    return Error{ErrorKind::protocol,
                 fmt::format("{}: ptxas did not tell what {} takes", compiled.unit, mangled)};
  }
  for (const auto& [mangled, usage] : report) {
    const std::string name = readable_name(mangled);
    const KernelSources::Place place = sources.place_of(compiled.unit, base_name(name));
    judge_memory(name, usage, compiled, place, plan, kernels);
    const auto in_cubin = compiled.kernels.find(mangled);
    if (!usage.is_kernel || in_cubin == compiled.kernels.end()) continue;
    Kernel kernel{name, compiled.unit, compiled.architecture, place, usage, {}, {}};
    kernel.launch = launch_of(base_name(name), in_cubin->second, plan);
    const Footprint block{kernel.launch.threads, in_cubin->second, usage.registers,
                          usage.shared + kernel.launch.shared, usage.barriers};
    kernel.occupancy = occupancy_of(block, *limits_of(compiled.architecture));
    judge_launch(kernel, plan, kernels);
    kernels.all.push_back(std::move(kernel));
  }
  return {};
}

// Where nobody named a launch, the usual block, or the largest that the kernel was made for.
Launch launch_of(const std::string& name, int threads_max, const Plan& plan) {
  const auto named = plan.kernels.find(name);
  if (named != plan.kernels.end()) return named->second;
  return {threads_max > 0 ? std::min(threads_max, plan.block) : plan.block, 0};
}

void judge_memory(const std::string& name, const PtxasUsage& usage, const Compiled& compiled,
                  const KernelSources::Place& place, const Plan& plan, Kernels& kernels) {
  const bool spills = usage.spill_stores > 0 || usage.spill_loads > 0;
  if (!spills && usage.stack == 0) return;
  Finding finding =
      spills
          ? fault("cuda_compile.spill", place,
                  fmt::format("{} spills on sm_{}: {} bytes of stores, {} of loads; keep fewer "
                              "values alive, or ask for fewer threads in __launch_bounds__",
                              name, compiled.architecture, usage.spill_stores, usage.spill_loads))
          : fault("cuda_compile.local_memory", place,
                  fmt::format("{} keeps {} bytes a thread in local memory on sm_{}: index its "
                              "arrays by constants, or put them in shared memory",
                              name, usage.stack, compiled.architecture));
  if (plan.allow_spills) finding.severity = Severity::note;
  kernels.findings.push_back(std::move(finding));
}

void judge_launch(const Kernel& kernel, const Plan& plan, Kernels& kernels) {
  if (plan.registers_max > 0 && kernel.usage.registers > plan.registers_max) {
    kernels.findings.push_back(
        fault("cuda_compile.registers", kernel.place,
              fmt::format("{} takes {} registers a thread on sm_{}, {} allowed", kernel.name,
                          kernel.usage.registers, kernel.architecture, plan.registers_max)));
  }
  if (kernel.occupancy.impossible.empty()) return;
  kernels.findings.push_back(fault("cuda_compile.launch", kernel.place,
                                   fmt::format("{} cannot be launched on sm_{}: {}", kernel.name,
                                               kernel.architecture, kernel.occupancy.impossible)));
}

// A launch that is asked about must be one of some kernel's.
void judge_names(const Plan& plan, const KernelSources& sources, Kernels& kernels) {
  std::set<std::string> there;
  for (const Kernel& kernel : kernels.all) there.insert(base_name(kernel.name));
  for (const auto& [name, launch] : plan.kernels) {
    if (there.count(name) > 0) continue;
    kernels.findings.push_back(fault(
        "cuda_compile.launch", {sources.units.front(), 0},
        fmt::format("no kernel {} is compiled: name it so, and use its template somewhere", name)));
  }
}

Finding fault(const std::string& rule, const KernelSources::Place& place,
              const std::string& message) {
  return located(rule, "/src/" + place.file, place.line, message);
}

}  // namespace
}  // namespace wright
