#include "emu/barrier.h"

#include <cstring>

#include "core/block.h"
#include "core/report.h"
#include "core/user_code.h"
#include "core/watchdog.h"

namespace emu {
namespace {

void check_site(BarrierCall call, const char* file, int line);
void check_exits(const char* file, int line);
void complete();
int result_of(const Barrier& barrier, std::uint32_t arrived);
const char* barrier_name(BarrierCall call);

}  // namespace

int arrive_and_wait(BarrierCall call, bool predicate, const char* file, int line) {
  const InEmulator in_emulator;
  if (counts_out() || switches_left == 0) report_spin(file, line);
  if (on_lane_leaves != nullptr) on_lane_leaves();
  Barrier& barrier = running.barrier;
  if (barrier.arrived == 0) {
    barrier.call = call;
    barrier.file = file;
    barrier.line = line;
    barrier.holding = 0;
  } else {
    check_site(call, file, line);
  }
  if (running.living < running.threads) check_exits(file, line);
  ++barrier.arrived;
  barrier.holding += predicate ? 1 : 0;
  if (barrier.arrived == running.living) {
    complete();
    return barrier.result;
  }
  Warp& warp = running.my_warp();
  warp.ready &= ~(1U << running.lane);
  warp.at_barrier |= 1U << running.lane;
  suspend();
  return running.barrier.result;
}

// The last that others waited for has left: on a device they would go on now.
void release_after_exit() {
  if (running.barrier.arrived == running.living)
    check_exits(running.barrier.file, running.barrier.line);
}

namespace {

void check_site(BarrierCall call, const char* file, int line) {
  const Barrier& barrier = running.barrier;
  const bool same_file = file == barrier.file || std::strcmp(file, barrier.file) == 0;
  if (same_file && line == barrier.line && call == barrier.call) return;
  Fault fault;
  fault.kind = "barrier-divergence";
  fault.message = std::string("thread ") + text_of(current_place.thread) + " waits in " +
                  barrier_name(call) + " at line " + std::to_string(line) + " while " +
                  std::to_string(barrier.arrived) + " of its block wait in " +
                  barrier_name(barrier.call) + " at line " + std::to_string(barrier.line);
  fault.file = file;
  fault.line = line;
  fault.first =
      Access{"barrier", barrier.file, barrier.line, {}, current_place.block, running.launch};
  report(fault);
}

void check_exits(const char* file, int line) {
  if (running.living == running.threads) return;
  Fault fault;
  fault.kind = "barrier-after-exit";
  fault.message = std::to_string(running.threads - running.living) + " of " +
                  std::to_string(running.threads) +
                  " threads of the block left the kernel without coming to this barrier";
  fault.file = file;
  fault.line = line;
  report(fault);
}

void complete() {
  if (on_interval_ends != nullptr) on_interval_ends();
  Barrier& barrier = running.barrier;
  barrier.result = result_of(barrier, barrier.arrived);
  barrier.arrived = 0;
  for (std::uint32_t at = 0; at < running.warps_count; ++at) {
    Warp& warp = running.warps[at];
    warp.ready |= warp.at_barrier;
    warp.at_barrier = 0;
  }
  next_interval();
}

int result_of(const Barrier& barrier, std::uint32_t arrived) {
  switch (barrier.call) {
    case BarrierCall::sync:
      return 0;
    case BarrierCall::count:
      return barrier.holding;
    case BarrierCall::all:
      return barrier.holding == static_cast<int>(arrived) ? 1 : 0;
    case BarrierCall::any:
      return barrier.holding > 0 ? 1 : 0;
  }
  return 0;
}

const char* barrier_name(BarrierCall call) {
  switch (call) {
    case BarrierCall::sync:
      return "__syncthreads";
    case BarrierCall::count:
      return "__syncthreads_count";
    case BarrierCall::all:
      return "__syncthreads_and";
    case BarrierCall::any:
      return "__syncthreads_or";
  }
  return "";
}

}  // namespace
}  // namespace emu
