// A stand-in until the scheduler is there: threads one after the other.
#include <cstdlib>
#include <map>
#include <vector>

#include "check/atomics.h"
#include "check/memory.h"
#include "core/grid.h"
#include "core/profile.h"
#include "core/report.h"
#include "core/settings.h"

namespace emu {
namespace {
Place now;
bool running = false;
std::vector<char> shared;
int faults = 0;
}  // namespace

cudaError_t run_grid(const GridShape& shape, const Kernel& kernel, std::uint64_t) {
  running = true;
  now.grid_dim = shape.grid;
  now.block_dim = shape.block;
  uint3 &b = now.block, &t = now.thread;
  for (b.z = 0; b.z < shape.grid.z; ++b.z)
    for (b.y = 0; b.y < shape.grid.y; ++b.y)
      for (b.x = 0; b.x < shape.grid.x; ++b.x) {
        shared.assign(shape.dynamic_shared_bytes, 0);
        for (t.z = 0; t.z < shape.block.z; ++t.z)
          for (t.y = 0; t.y < shape.block.y; ++t.y)
            for (t.x = 0; t.x < shape.block.x; ++t.x) kernel.body();
      }
  running = false;
  return cudaSuccess;
}
bool in_kernel() {
  return running;
}
const Place& place() {
  return now;
}
void* dynamic_shared() {
  return shared.data();
}
const Profile& profile() {
  static Profile p = [] {
    Profile q;
    q.name = "sm_80";
    q.grid_max = {2147483647, 65535, 65535};
    q.block_max = {1024, 1024, 64};
    return q;
  }();
  return p;
}
cudaError_t validate(const GridShape& s, std::size_t allowed) {
  if (s.grid.x == 0 || s.block.x == 0 || s.block.x * s.block.y * s.block.z > 1024)
    return cudaErrorInvalidConfiguration;
  return s.dynamic_shared_bytes > allowed ? cudaErrorInvalidValue : cudaSuccess;
}
const Settings& settings() {
  static Settings s = [] {
    Settings t;
    if (const char* n = std::getenv("EMU_FAIL_CALL")) t.fail_call = std::strtoull(n, nullptr, 10);
    return t;
  }();
  return s;
}
void report(Fault f) {
  ++faults;
  std::fprintf(stderr, "%s: %s at %s:%d\n", f.kind.c_str(), f.message.c_str(), f.file.c_str(),
               f.line);
}
int faults_reported() {
  return faults;
}
void allocated(void*, std::size_t, const Stamp&, const Clock&, bool, const char*) {}
void freed(void*, const Stamp&, const Clock&) {}
void copied(void*, const void*, std::size_t, const Stamp&, const Clock&) {}
void filled(void*, std::size_t, const Stamp&, const Clock&) {}
void host_pending(void*, std::size_t, const Stamp&) {}
void host_sees(const Clock&) {}
void launch_begins(std::uint64_t, const Stamp&, const Clock&) {}
void launch_ends(std::uint64_t) {}
std::optional<Block> find_allocation(const void*) {
  return std::nullopt;
}
void atomic_access(const void*, std::size_t) {}
}  // namespace emu
