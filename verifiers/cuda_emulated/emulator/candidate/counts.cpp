// What ran, for the metrics and budgets of checks, when the process ends:
//
//   EMU_COUNTS   a line "LAUNCHES THREADS CALLS" at the end of this file: launches that ran, their
//                CUDA threads, calls of the API
//   EMU_CALLS    lines "NAME COUNT" at the end of this one: `launches`, and each call by its name
//
// Figures and no proof: the candidate shares the process.
//
// run_grid() is called through here by the linker's --wrap, so that the emulator knows nothing of
// it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>

#include "core/grid.h"
#include "runtime/call.h"
#include "runtime/process_end.h"

namespace {

std::uint64_t launches = 0;
std::uint64_t threads = 0;

// Never freed: it is read after every destructor.
std::map<std::string_view, std::uint64_t>& calls_by_name() {
  static auto* const own = new std::map<std::string_view, std::uint64_t>;
  return *own;
}

void count_call(const char* name) {
  ++calls_by_name()[name];
}

std::uint64_t volume(const dim3& shape) {
  return std::uint64_t{shape.x} * shape.y * shape.z;
}

unsigned long long wide(std::uint64_t count) {
  return count;
}

template <class Print>
void append(const char* variable, Print&& print) {
  const char* const path = std::getenv(variable);
  std::FILE* const file = path != nullptr ? std::fopen(path, "a") : nullptr;
  if (file == nullptr) return;
  print(file);
  std::fclose(file);
}

void write_counts(int /*exit_code*/) {
  append("EMU_COUNTS", [](std::FILE* file) {
    std::fprintf(file, "%llu %llu %llu\n", wide(launches), wide(threads), wide(emu::calls_made()));
  });
  append("EMU_CALLS", [](std::FILE* file) {
    std::fprintf(file, "launches %llu\n", wide(launches));
    for (const auto& [name, count] : calls_by_name()) {
      std::fprintf(file, "%s %llu\n", name.data(), wide(count));
    }
  });
}

const bool is_registered = (emu::at_process_end(write_counts), emu::watch_calls(count_call), true);

}  // namespace

// NOLINTBEGIN: the linker's names.
extern "C" cudaError_t __real__ZN3emu8run_gridERKNS_9GridShapeERKNS_6KernelEm(
    const emu::GridShape& shape, const emu::Kernel& kernel, std::uint64_t launch);

extern "C" cudaError_t __wrap__ZN3emu8run_gridERKNS_9GridShapeERKNS_6KernelEm(
    const emu::GridShape& shape, const emu::Kernel& kernel, std::uint64_t launch) {
  ++launches;
  threads += volume(shape.grid) * volume(shape.block);
  return __real__ZN3emu8run_gridERKNS_9GridShapeERKNS_6KernelEm(shape, kernel, launch);
}
// NOLINTEND
