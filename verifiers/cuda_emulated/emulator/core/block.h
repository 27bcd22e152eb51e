// The block that is running: its warps, its lanes, and who runs now.
//
//               choose()                     body() returns
//   fresh ------------------> running --------------------------> exited
//                             |     ^
//   arrive_and_wait(),        |     | choose(), after release()
//   warp_call(): suspend()    v     |
//                             waiting
//
// A lane is fresh or waiting and ready again when its bit is in `ready`.  A warp is
// run until none of its lanes is ready, and only then another is taken: so lanes
// meet in warp operations without leaving their warp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/fiber.h"
#include "core/grid.h"
#include "core/order.h"
#include "core/settings.h"
#include "emu/barrier.h"
#include "emu/warp.h"

namespace emu {

inline constexpr std::uint32_t kThreadsMax = kLanes * kWarpsMax;

struct Lane {
  Fiber* fiber = nullptr;  // None: fresh or exited.
  WarpRequest request;     // While it waits in a warp operation.
  std::uint64_t result = 0;
};

struct Warp {
  std::uint32_t exists = 0;
  std::uint32_t ready = 0;
  std::uint32_t exited = 0;
  std::uint32_t at_barrier = 0;
  std::uint32_t in_call = 0;
  std::uint32_t turn = 0;  // Where a shuffled schedule begins.
  std::array<Lane, kLanes> lanes;
};

struct Barrier {
  BarrierCall call = BarrierCall::sync;
  const char* file = nullptr;  // Of the first that arrived.
  int line = 0;
  std::uint32_t arrived = 0;
  int holding = 0;  // Predicates that hold.
  int result = 0;   // Of the one that completed last.
};

struct RunningBlock {
  const Kernel* kernel = nullptr;  // None: nothing runs.
  Schedule schedule = Schedule::forward;
  GridShape shape;
  std::uint64_t launch = 0;
  std::uint32_t threads = 0;
  std::uint32_t warps_count = 0;
  std::uint32_t living = 0;
  Barrier barrier;
  std::array<std::uint32_t, kWarpsMax> order{};  // In which warps are taken.
  std::array<Warp, kWarpsMax> warps;
  std::array<uint3, kThreadsMax> threads_at{};  // Their threadIdx.
  std::uint32_t warp = 0, lane = 0;             // Who runs.

  Warp& my_warp() { return warps[warp]; }
  Lane& my_lane() { return warps[warp].lanes[lane]; }
};

extern RunningBlock running;

// Runs one block; false: a fault ended the launch.
bool run_block();

// The running lane is no longer ready: others go on, until it is ready and chosen.
void suspend();

// Ends the launch from within a CUDA thread, whose stack is left as it is.
[[noreturn]] void end_launch();

// Called in a CUDA thread before it waits or when its body has returned, if set.
extern void (*on_lane_leaves)();

// Called in a CUDA thread when an interval of its block ends: all have come to a
// barrier, or all have left.
extern void (*on_interval_ends)();

// A lane has exited: who waited for it goes on.
void release_after_exit();   // Those at the block's barrier.
void complete_after_exit();  // Those in an operation of its warp.

// Nobody can go on: what to say about it.
void report_stall();

std::string text_of(const uint3& at);  // (1,0,0)

}  // namespace emu
