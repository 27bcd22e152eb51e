// What happened before what inside a launch: the counts that a shadow of memory stamps its
// entries with.
//
//   interval   begins with each operation of a stream, each block and each barrier
//              of a block.  It never repeats, so an entry's interval tells its
//              launch, its block and its part between two barriers.
//   warp clock within one interval: __syncwarp(mask) raises the clock of the lanes in
//              the mask, and each of them then knows what the others did until now.
//              Shuffles and votes do not order memory.
#pragma once

#include <vector_types.h>

#include <array>
#include <cstdint>
#include <vector>

namespace emu {

inline constexpr std::uint32_t kLanes = 32;
inline constexpr std::uint32_t kWarpsMax = 32;
inline constexpr std::uint16_t kClockMax = 32767;  // Then it stays, and orders too much.

extern std::uint64_t current_interval;

// The first interval of the running block, and of the running launch.
extern std::uint64_t block_begin;
extern std::uint64_t launch_begin;

std::uint64_t next_interval();

// Of the running launch, in the order in which its blocks began.
struct BlockInterval {
  std::uint64_t begin = 0;
  uint3 block{};
};
std::vector<BlockInterval>& block_intervals();

struct WarpOrder {
  std::uint64_t interval = 0;  // The clocks count from here; older ones are zero.
  std::array<std::uint16_t, kLanes> clock{};
  std::array<std::array<std::uint16_t, kLanes>, kLanes> known{};  // known[a][b]: of b, by a.
};

// Lane `lane` of warp `warp` in this interval.
std::uint16_t warp_clock(std::uint32_t warp, std::uint32_t lane);

// Whether `lane` has synchronised with all of lanes [first, first + count) since
// their clock was `clock`.  It knows of itself.
bool warp_knows(std::uint32_t warp, std::uint32_t lane, std::uint32_t first, std::uint32_t count,
                std::uint16_t clock);

// __syncwarp completed.
void join_lanes(std::uint32_t warp, std::uint32_t mask);

}  // namespace emu
