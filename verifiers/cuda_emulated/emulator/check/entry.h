// One remembered access, packed into 64 bits: an entry of the shadow of memory.
//
//   34 bits  interval   (core/order.h); an entry of 0 is "never"
//    5 bits  warp
//    6 bits  lanes      a node of the binary tree over 32 lanes: 32 + lane is a leaf,
//                       1 all of them.  Readers of one cell share the smallest
//                       node above them.
//   15 bits  warp clock
//    4 bits  flags
#pragma once

#include <cstdint>

namespace emu {

using Entry = std::uint64_t;

inline constexpr Entry kAtomic = 1;
inline constexpr Entry kSeveralWarps = 2;   // Of the interval.
inline constexpr Entry kSeveralBlocks = 4;  // Of the launch.
inline constexpr Entry kByLaunch = 8;       // Written by a kernel, or a copy of such bytes.

constexpr Entry make_entry(std::uint64_t interval, std::uint32_t warp, std::uint32_t lane,
                           std::uint32_t clock, Entry flags) {
  return interval << 30 | Entry{warp} << 25 | Entry{32 + lane} << 19 | Entry{clock} << 4 | flags;
}

constexpr std::uint64_t interval_of(Entry e) {
  return e >> 30;
}
constexpr std::uint32_t warp_of(Entry e) {
  return e >> 25 & 31;
}
constexpr std::uint32_t lanes_of(Entry e) {
  return e >> 19 & 63;
}
constexpr std::uint32_t clock_of(Entry e) {
  return e >> 4 & 0x7fff;
}

constexpr std::uint32_t lane_count(std::uint32_t lanes) {
  return 32U >> (31 - __builtin_clz(lanes | 1));
}
constexpr std::uint32_t first_lane(std::uint32_t lanes) {
  return lanes * lane_count(lanes) - 32;
}

constexpr std::uint32_t common_lanes(std::uint32_t one, std::uint32_t other) {
  while (one != other) (one > other ? one : other) >>= 1;
  return one;
}

constexpr Entry with_lanes(Entry e, std::uint32_t lanes, std::uint32_t clock) {
  constexpr Entry kBoth = Entry{63} << 19 | Entry{0x7fff} << 4;
  return (e & ~kBoth) | Entry{lanes} << 19 | Entry{clock} << 4;
}

}  // namespace emu
