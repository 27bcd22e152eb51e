#include "check/race.h"

#include <algorithm>

#include "check/operations.h"
#include "core/order.h"

namespace emu {
namespace {

bool is_ordered(Entry earlier, Entry mine);
Entry merged(Entry earlier, Entry mine);
void remember_read(Cell& cell, const Toucher& me);
Finding touch_to_write(Cell& cell, Touch touch, const Toucher& me);

}  // namespace

Finding touch_cell(Cell& cell, Touch touch, const Toucher& me) {
  if (interval_of(cell.write) < me.valid_from) cell.write = 0;
  if (interval_of(cell.read) < me.valid_from) cell.read = 0;
  if (touch != Touch::write && cell.write == 0) {
    remember_read(cell, me);
    return {Trouble::uninitialised, 0, 0};
  }
  if (touch != Touch::read) return touch_to_write(cell, touch, me);
  const Finding finding = is_ordered(cell.write, me.entry)
                              ? Finding{}
                              : Finding{Trouble::write_read, cell.write, cell.write_site};
  remember_read(cell, me);
  return finding;
}

namespace {

Finding touch_to_write(Cell& cell, Touch touch, const Toucher& me) {
  Finding finding;
  const bool both_atomic = touch == Touch::atomic && (cell.write & kAtomic) != 0;
  const bool write_ordered = is_ordered(cell.write, me.entry);
  if (!is_ordered(cell.read, me.entry)) {
    finding = {Trouble::read_write, cell.read, cell.read_site};
  } else if (!write_ordered && !both_atomic) {
    finding = {Trouble::write_write, cell.write, cell.write_site};
  }
  if (both_atomic && !write_ordered) {
    cell.write = merged(cell.write, me.entry);
  } else if (cell.write != (me.entry & ~kAtomic)) {
    cell.write = me.entry;
  }  // Else my plain write stays: to the atomics of others it is the one that matters.
  cell.write_site = me.site;
  return finding;
}

bool is_ordered(Entry earlier, Entry mine) {
  if (((earlier ^ mine) >> 4) == 0 && (earlier & (kSeveralWarps | kSeveralBlocks)) == 0)
    return true;
  const std::uint64_t interval = interval_of(earlier);
  if (interval < launch_begin) return earlier == 0 || operation_has_seen(interval);
  if ((earlier & kSeveralBlocks) != 0 || interval < block_begin) return false;
  if (interval != current_interval) return true;
  if ((earlier & kSeveralWarps) != 0 || warp_of(earlier) != warp_of(mine)) return false;
  const std::uint32_t lanes = lanes_of(earlier);
  return warp_knows(warp_of(mine), lanes_of(mine) - kLanes, first_lane(lanes), lane_count(lanes),
                    static_cast<std::uint16_t>(clock_of(earlier)));
}

void remember_read(Cell& cell, const Toucher& me) {
  const Entry before = cell.read;
  cell.read = is_ordered(before, me.entry) ? me.entry : merged(before, me.entry);
  cell.read_site = me.site;
}

// Both have to be remembered: neither is before the other.
Entry merged(Entry earlier, Entry mine) {
  const std::uint64_t interval = interval_of(earlier);
  if (interval < launch_begin) return mine;
  if (interval < block_begin) return mine | kSeveralBlocks;
  const Entry kept = mine | (earlier & kSeveralBlocks);
  if (interval != current_interval) return kept;
  if (warp_of(earlier) != warp_of(mine)) return kept | kSeveralWarps;
  return with_lanes(kept | (earlier & kSeveralWarps),
                    common_lanes(lanes_of(earlier), lanes_of(mine)),
                    std::max(clock_of(earlier), clock_of(mine)));
}

}  // namespace
}  // namespace emu
