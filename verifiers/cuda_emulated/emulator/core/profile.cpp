#include "core/profile.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "core/settings.h"

namespace emu {
namespace {

constexpr std::size_t kGiB = std::size_t{1} << 30;
constexpr int kMiB = 1 << 20;

// The tables of compute capabilities in the CUDA C++ programming guide; the counts
// of multiprocessors and the memory are those of T4, A100, H100 and B200.
const std::array<Profile, 4>& devices() {
  const dim3 grid(2147483647, 65535, 65535);
  const dim3 block(1024, 1024, 64);
  static const std::array<Profile, 4> all{{
      {75, "emulated sm_75", 1024, 49152, 65536, 65536, 1024, 32, 16, 65536, 65536, grid, block, 40,
       4 * kMiB, 15 * kGiB},
      {80, "emulated sm_80", 1024, 49152, 166912, 167936, 2048, 64, 32, 65536, 65536, grid, block,
       108, 40 * kMiB, 40 * kGiB},
      {90, "emulated sm_90", 1024, 49152, 232448, 233472, 2048, 64, 32, 65536, 65536, grid, block,
       132, 50 * kMiB, 80 * kGiB},
      {100, "emulated sm_100", 1024, 49152, 232448, 233472, 2048, 64, 32, 65536, 65536, grid, block,
       148, 126 * kMiB, 180 * kGiB},
  }};
  return all;
}

const Profile& chosen() {
  for (const Profile& one : devices()) {
    if (settings().profile == "sm_" + std::to_string(one.sm)) return one;
  }
  std::fprintf(stderr, "EMU_PROFILE=%s: give sm_75, sm_80, sm_90 or sm_100\n",
               settings().profile.c_str());
  std::_Exit(2);
}

bool fits(const dim3& size, const dim3& most) {
  return size.x >= 1 && size.y >= 1 && size.z >= 1 && size.x <= most.x && size.y <= most.y &&
         size.z <= most.z;
}

}  // namespace

const Profile& profile() {
  static const Profile& one = chosen();
  return one;
}

cudaError_t validate(const GridShape& shape, std::size_t shared_allowed) {
  const Profile& device = profile();
  if (!fits(shape.grid, device.grid_max) || !fits(shape.block, device.block_max))
    return cudaErrorInvalidConfiguration;
  const auto threads = std::uint64_t{shape.block.x} * shape.block.y * shape.block.z;
  if (threads > static_cast<std::uint64_t>(device.threads_per_block_max))
    return cudaErrorInvalidConfiguration;
  return shape.dynamic_shared_bytes > shared_allowed ? cudaErrorInvalidValue : cudaSuccess;
}

}  // namespace emu
