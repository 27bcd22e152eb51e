#include "core/order.h"

#include <algorithm>

namespace emu {

std::uint64_t current_interval = 1;
std::uint64_t block_begin = 1;
std::uint64_t launch_begin = 1;

namespace {

std::array<WarpOrder, kWarpsMax> orders;

bool is_current(const WarpOrder& order) {
  return order.interval == current_interval;
}
void restart(WarpOrder& order);

}  // namespace

std::uint64_t next_interval() {
  return ++current_interval;
}

std::vector<BlockInterval>& block_intervals() {
  static std::vector<BlockInterval>& all = *new std::vector<BlockInterval>;
  return all;
}

std::uint16_t warp_clock(std::uint32_t warp, std::uint32_t lane) {
  const WarpOrder& order = orders[warp];
  return is_current(order) ? order.clock[lane] : std::uint16_t{0};
}

// An entry stamped `clock` was made after that many synchronisations of its lane: only
// a later one has passed it on.
bool warp_knows(std::uint32_t warp, std::uint32_t lane, std::uint32_t first, std::uint32_t count,
                std::uint16_t clock) {
  const WarpOrder& order = orders[warp];
  for (std::uint32_t other = first; other < first + count; ++other) {
    if (other == lane) continue;
    if (!is_current(order)) return false;
    const std::uint16_t known = order.known[lane][other];
    if (known <= clock && known < kClockMax) return false;
  }
  return true;
}

void join_lanes(std::uint32_t warp, std::uint32_t mask) {
  WarpOrder& order = orders[warp];
  if (!is_current(order)) restart(order);
  std::array<std::uint16_t, kLanes> joined{};
  std::uint16_t latest = 0;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    if ((mask >> lane & 1) == 0) continue;
    for (std::uint32_t other = 0; other < kLanes; ++other)
      joined[other] = std::max(joined[other], order.known[lane][other]);
    latest = std::max(latest, order.clock[lane]);
  }
  const auto next = static_cast<std::uint16_t>(std::min<int>(latest + 1, kClockMax));
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    if ((mask >> lane & 1) == 0) continue;
    joined[lane] = next;
    order.clock[lane] = next;
  }
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    if ((mask >> lane & 1) != 0) order.known[lane] = joined;
  }
}

namespace {

void restart(WarpOrder& order) {
  order = WarpOrder{};
  order.interval = current_interval;
}

}  // namespace
}  // namespace emu
