#include "core/grid.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/block.h"
#include "core/permutation.h"
#include "core/shared_buffer.h"
#include "core/watchdog.h"

namespace emu {

Place current_place;

namespace {

void begin_launch(const GridShape& shape, const Kernel& kernel, std::uint64_t launch);
void end_of_launch();
void place_threads(const dim3& block);
bool run_blocks(const dim3& grid);
void begin_block(const uint3& at, Permutation& warps);

}  // namespace

cudaError_t run_grid(const GridShape& shape, const Kernel& kernel, std::uint64_t launch) {
  begin_launch(shape, kernel, launch);
  const bool fine = run_blocks(shape.grid);
  end_of_launch();
  return fine ? cudaSuccess : cudaErrorLaunchFailure;
}

namespace {

void begin_launch(const GridShape& shape, const Kernel& kernel, std::uint64_t launch) {
  running.kernel = &kernel;
  running.schedule = settings().schedule;
  running.shape = shape;
  running.launch = launch;
  running.threads = shape.block.x * shape.block.y * shape.block.z;
  running.warps_count = (running.threads + kLanes - 1) / kLanes;
  current_place.block_dim = shape.block;
  current_place.grid_dim = shape.grid;
  launch_begin = next_interval();
  block_intervals().clear();
  place_threads(shape.block);
  make_shared_buffer(shape.dynamic_shared_bytes);
}

void end_of_launch() {
  drop_shared_buffer();
  running.kernel = nullptr;
}

void place_threads(const dim3& block) {
  std::size_t at = 0;
  for (unsigned z = 0; z < block.z; ++z) {
    for (unsigned y = 0; y < block.y; ++y) {
      for (unsigned x = 0; x < block.x; ++x) running.threads_at[at++] = uint3{x, y, z};
    }
  }
}

bool run_blocks(const dim3& grid) {
  const auto blocks = std::uint64_t{grid.x} * grid.y * grid.z;
  Permutation order(blocks, running.schedule, settings().seed, running.launch);
  Permutation warps(running.warps_count, running.schedule, settings().seed, ~running.launch);
  for (std::uint64_t step = 0; step < blocks; ++step) {
    const std::uint64_t at = order.at(step);
    begin_block({static_cast<unsigned>(at % grid.x), static_cast<unsigned>(at / grid.x % grid.y),
                 static_cast<unsigned>(at / grid.x / grid.y)},
                warps);
    if (!run_block()) return false;
  }
  return true;
}

void begin_block(const uint3& at, Permutation& warps) {
  current_place.block = at;
  block_begin = next_interval();
  block_intervals().push_back({block_begin, at});
  running.living = running.threads;
  running.barrier = Barrier{};
  for (std::uint32_t step = 0; step < running.warps_count; ++step) {
    Warp& warp = running.warps[step];
    const std::uint32_t lanes = std::min(kLanes, running.threads - step * kLanes);
    warp.exists = lanes == kLanes ? ~0U : (1U << lanes) - 1;
    warp.ready = warp.exists;
    warp.exited = warp.at_barrier = warp.in_call = 0;
    for (Lane& lane : warp.lanes) lane.fiber = nullptr;
    running.order[step] = static_cast<std::uint32_t>(warps.at(step));
    warp.turn = static_cast<std::uint32_t>(warps.draw() % kLanes);
  }
  warps.shuffle_again();
  running.warp = running.order[0];
  poison_shared_buffer();
  wind_watchdog();
}

}  // namespace
}  // namespace emu
