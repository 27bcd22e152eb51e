#include "occupancy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace wright {
namespace {

constexpr int kKib = 1024;
constexpr int kPartitions = 4;      // Of a multiprocessor, each with its own registers.
constexpr int kRegisterUnit = 256;  // Of a warp's registers.
constexpr int kUnlimited = std::numeric_limits<int>::max();

// CUDA C++ Programming Guide, table "Technical Specifications per Compute Capability"; barriers
// bound the blocks from Hopper on (cuda_occupancy.h).
constexpr std::array<DeviceLimits, 9> kKnown{{
    {75, 1024, 16, 0, 64 * kKib, 64 * kKib, 0, 256},
    {80, 2048, 32, 0, 164 * kKib, 163 * kKib, kKib, 128},
    {86, 1536, 16, 0, 100 * kKib, 99 * kKib, kKib, 128},
    {87, 1536, 16, 0, 164 * kKib, 163 * kKib, kKib, 128},
    {89, 1536, 24, 0, 100 * kKib, 99 * kKib, kKib, 128},
    {90, 2048, 32, 64, 228 * kKib, 227 * kKib, kKib, 128},
    {100, 2048, 32, 64, 228 * kKib, 227 * kKib, kKib, 128},
    {103, 2048, 32, 64, 228 * kKib, 227 * kKib, kKib, 128},
    {120, 1536, 24, 24, 100 * kKib, 99 * kKib, kKib, 128},
}};

std::string why_impossible(const Footprint& block, const DeviceLimits& limits);
int warps_of(const Footprint& block);
int registers_of_warp(const Footprint& block);
int blocks_by_registers(const Footprint& block);
int blocks_by_barriers(const Footprint& block, const DeviceLimits& limits);
int round_up(int value, int unit);

}  // namespace

const DeviceLimits* limits_of(int architecture) {
  const auto* const found =
      std::find_if(kKnown.begin(), kKnown.end(),
                   [&](const DeviceLimits& limits) { return limits.architecture == architecture; });
  return found == kKnown.end() ? nullptr : found;
}

std::string known_architectures() {
  std::string names;
  for (const DeviceLimits& limits : kKnown) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", limits.architecture);
  }
  return names;
}

Occupancy occupancy_of(const Footprint& block, const DeviceLimits& limits) {
  Occupancy occupancy;
  occupancy.impossible = why_impossible(block, limits);
  if (!occupancy.impossible.empty()) return occupancy;
  const int shared = round_up(block.shared + limits.shared_reserved, limits.shared_unit);
  const int warps = limits.threads / kThreadsOfWarp;
  occupancy.blocks = std::min({limits.blocks, warps / warps_of(block), blocks_by_registers(block),
                               blocks_by_barriers(block, limits),
                               shared > 0 ? limits.shared / shared : kUnlimited});
  occupancy.share = static_cast<double>(occupancy.blocks * warps_of(block)) / warps;
  return occupancy;
}

namespace {

std::string why_impossible(const Footprint& block, const DeviceLimits& limits) {
  if (block.threads < 1 || block.threads > kThreadsOfBlock) {
    return fmt::format("{} threads, a block has at most {}", block.threads, kThreadsOfBlock);
  }
  if (block.threads_max > 0 && block.threads > block.threads_max) {
    return fmt::format("{} threads, its __launch_bounds__ allow {}", block.threads,
                       block.threads_max);
  }
  // The hardware checks as if each partition had the most warps that one of them has.
  const int registers = registers_of_warp(block) * round_up(warps_of(block), kPartitions);
  if (registers > kRegistersOfBlock) {
    return fmt::format("{} threads of {} registers take {} registers, a block has at most {}",
                       block.threads, block.registers, registers, kRegistersOfBlock);
  }
  if (block.shared > limits.shared_of_block) {
    return fmt::format("{} bytes of shared memory, a block has at most {}", block.shared,
                       limits.shared_of_block);
  }
  return "";
}

int warps_of(const Footprint& block) {
  return (block.threads + kThreadsOfWarp - 1) / kThreadsOfWarp;
}

int registers_of_warp(const Footprint& block) {
  return round_up(block.registers * kThreadsOfWarp, kRegisterUnit);
}

int blocks_by_registers(const Footprint& block) {
  if (block.registers == 0) return kUnlimited;
  const int warps = kRegistersOfBlock / kPartitions / registers_of_warp(block) * kPartitions;
  return warps / warps_of(block);
}

int blocks_by_barriers(const Footprint& block, const DeviceLimits& limits) {
  if (block.barriers == 0 || limits.barriers == 0) return kUnlimited;
  return limits.barriers / block.barriers;
}

int round_up(int value, int unit) {
  return (value + unit - 1) / unit * unit;
}

}  // namespace
}  // namespace wright
