#include "emu/warp.h"

#include <cstring>

#include "core/block.h"
#include "core/report.h"
#include "core/user_code.h"
#include "core/warp_results.h"
#include "core/watchdog.h"

namespace emu {
namespace {

void check_request(const Warp& warp, const WarpRequest& request);
std::string text_of_mask(const WarpRequest& request);
bool is_complete(const Warp& warp, std::uint32_t mask);
void complete(Warp& warp, std::uint32_t mask);
void check_same_call(const Warp& warp, std::uint32_t mask);

}  // namespace

std::uint64_t warp_call(const WarpRequest& request) {
  const InEmulator in_emulator;
  if (counts_out() || switches_left == 0) report_spin(request.file, request.line);
  if (on_lane_leaves != nullptr) on_lane_leaves();
  Warp& warp = running.my_warp();
  const std::uint32_t bit = 1U << running.lane;
  check_request(warp, request);
  Lane& lane = running.my_lane();
  lane.request = request;
  warp.in_call |= bit;
  warp.ready &= ~bit;
  if (is_complete(warp, request.mask)) {
    complete(warp, request.mask);
  } else {
    suspend();
  }
  return lane.result;
}

unsigned lane_id() {
  return running.lane;
}

// Lanes that waited for the one that exits may have all they need now.
void complete_after_exit() {
  Warp& warp = running.my_warp();
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    if ((warp.in_call >> lane & 1) == 0) continue;
    const std::uint32_t mask = warp.lanes[lane].request.mask;
    if (is_complete(warp, mask)) complete(warp, mask);
  }
}

namespace {

void fail(const WarpRequest& request, const char* kind, const std::string& message) {
  Fault fault;
  fault.kind = kind;
  fault.message = message;
  fault.file = request.file;
  fault.line = request.line;
  report(fault);
}

void check_request(const Warp& warp, const WarpRequest& request) {
  if ((request.mask >> running.lane & 1) == 0)
    fail(request, "mask-without-caller",
         text_of_mask(request) + " does not name lane " + std::to_string(running.lane) +
             ", which calls it");
  if ((request.mask & ~warp.exists) != 0)
    fail(request, "mask-missing-lanes",
         text_of_mask(request) + " names lanes " + hex(request.mask & ~warp.exists) +
             ", which this warp does not have: its block ends within it");
  const bool is_shuffle =
      request.call >= WarpCall::shuffle && request.call <= WarpCall::shuffle_xor;
  const int width = request.width;
  if (is_shuffle && (width < 1 || width > 32 || (width & (width - 1)) != 0))
    fail(request, "shuffle-width",
         "the width " + std::to_string(width) + " of " + name_of(request.call) +
             " is not a power of two up to 32");
}

std::string text_of_mask(const WarpRequest& request) {
  return "the mask " + hex(request.mask) + " of " + name_of(request.call);
}

bool is_complete(const Warp& warp, std::uint32_t mask) {
  const std::uint32_t wanted = mask & ~warp.exited;
  if ((wanted & ~warp.in_call) != 0) return false;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    if ((wanted >> lane & 1) != 0 && warp.lanes[lane].request.mask != mask) return false;
  }
  return true;
}

void complete(Warp& warp, std::uint32_t mask) {
  const std::uint32_t present = mask & ~warp.exited;
  check_same_call(warp, present);
  const auto first = static_cast<std::uint32_t>(__builtin_ctz(present));
  if (warp.lanes[first].request.call == WarpCall::sync) join_lanes(running.warp, present);
  const std::optional<Misread> misread = fill_results(warp, present);
  if (misread) fail(warp.lanes[misread->lane].request, misread->kind, misread->message);
  warp.in_call &= ~present;
  warp.ready |= present;
}

// The device gives no meaning to lanes that meet in different operations.
void check_same_call(const Warp& warp, std::uint32_t mask) {
  const auto first = static_cast<std::uint32_t>(__builtin_ctz(mask));
  const WarpRequest& one = warp.lanes[first].request;
  for (std::uint32_t lane = first + 1; lane < kLanes; ++lane) {
    const WarpRequest& other = warp.lanes[lane].request;
    if ((mask >> lane & 1) == 0) continue;
    const bool same_line = one.line == other.line &&
                           (one.file == other.file || std::strcmp(one.file, other.file) == 0);
    if (one.call == other.call && (same_line || one.call == WarpCall::sync)) continue;
    fail(other, "warp-divergence",
         "under the mask " + hex(one.mask) + " lane " + std::to_string(lane) + " is in " +
             name_of(other.call) + " at line " + std::to_string(other.line) + " and lane " +
             std::to_string(first) + " in " + name_of(one.call) + " at line " +
             std::to_string(one.line));
  }
}

}  // namespace
}  // namespace emu
