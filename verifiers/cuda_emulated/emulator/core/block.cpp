#include "core/block.h"

#include "core/report.h"
#include "core/user_code.h"
#include "core/watchdog.h"

namespace emu {

bool user_code = false;
thread_local bool host_code = true;
RunningBlock running;
void (*on_lane_leaves)() = nullptr;
void (*on_interval_ends)() = nullptr;

namespace {

bool ended_by_fault = false;

void run_lanes(Fiber& self);
void exit_lane();
bool choose();
std::uint32_t first_lane(const Warp& warp);
void run_lane(std::uint32_t warp, std::uint32_t lane);

}  // namespace

bool in_kernel() {
  return on_stacks(__builtin_frame_address(0));
}

bool run_block() {
  ended_by_fault = false;
  if (choose()) switch_fiber(host_fiber(), take_fiber(run_lanes));
  if (!ended_by_fault && running.living == 0) return true;
  if (!ended_by_fault) report_stall();
  drop_fibers();
  return false;
}

void suspend() {
  Fiber& self = *running.my_lane().fiber;
  if (!choose()) return switch_fiber(self, host_fiber());
  Fiber* const next = running.my_lane().fiber;
  switch_fiber(self, next != nullptr ? *next : take_fiber(run_lanes));
}

void end_launch() {
  ended_by_fault = true;
  switch_fiber(*running.my_lane().fiber, host_fiber());
  __builtin_unreachable();
}

std::string text_of(const uint3& at) {
  return "(" + std::to_string(at.x) + "," + std::to_string(at.y) + "," + std::to_string(at.z) + ")";
}

namespace {

// What a fiber does all its life: one lane after the other on the same stack, as
// long as they are fresh.  Most kernels have no barrier and need no second stack.
void run_lanes(Fiber& self) {
  for (;;) {
    running.my_lane().fiber = &self;
    user_code = true;
    running.kernel->body();
    user_code = false;
    exit_lane();
    Fiber* next = &host_fiber();
    if (choose()) next = running.my_lane().fiber;
    if (next == nullptr) continue;
    give_fiber(self);
    switch_fiber(self, *next);
  }
}

void exit_lane() {
  if (on_lane_leaves != nullptr) on_lane_leaves();
  Warp& warp = running.my_warp();
  const std::uint32_t bit = 1U << running.lane;
  warp.ready &= ~bit;
  warp.exited |= bit;
  --running.living;
  if (running.living == 0 && on_interval_ends != nullptr) on_interval_ends();
  if (warp.in_call != 0) complete_after_exit();
  if (running.barrier.arrived != 0) release_after_exit();
  running.my_lane().fiber = nullptr;
}

bool choose() {
  const Warp& mine = running.my_warp();
  if (mine.ready != 0) {
    run_lane(running.warp, first_lane(mine));
    return true;
  }
  for (std::uint32_t at = 0; at < running.warps_count; ++at) {
    const std::uint32_t warp = running.order[at];
    if (running.warps[warp].ready == 0) continue;
    run_lane(warp, first_lane(running.warps[warp]));
    return true;
  }
  return false;
}

std::uint32_t first_lane(const Warp& warp) {
  switch (running.schedule) {
    case Schedule::forward:
      break;
    case Schedule::reverse:
      return 31U - static_cast<std::uint32_t>(__builtin_clz(warp.ready));
    case Schedule::shuffled: {
      const std::uint64_t twice = std::uint64_t{warp.ready} << 32 | warp.ready;
      const auto from = static_cast<std::uint32_t>(twice >> warp.turn);
      return (static_cast<std::uint32_t>(__builtin_ctz(from)) + warp.turn) % kLanes;
    }
  }
  return static_cast<std::uint32_t>(__builtin_ctz(warp.ready));
}

void run_lane(std::uint32_t warp, std::uint32_t lane) {
  running.warp = warp;
  running.lane = lane;
  current_place.thread = running.threads_at[warp * kLanes + lane];
  count_switch();
}

}  // namespace
}  // namespace emu
