#include "core/permutation.h"

namespace emu {
namespace {

// SplitMix64's finisher.
std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

}  // namespace

Permutation::Permutation(std::uint64_t count, Schedule schedule, std::uint64_t seed,
                         std::uint64_t salt)
    : count_(count), schedule_(schedule), key_(scramble(seed + scramble(salt))) {
  while (half_bits_ < 31 && (std::uint64_t{1} << (2 * half_bits_)) < count) ++half_bits_;
}

std::uint64_t Permutation::at(std::uint64_t step) const {
  switch (schedule_) {
    case Schedule::forward:
      return step;
    case Schedule::reverse:
      return count_ - 1 - step;
    case Schedule::shuffled:
      break;
  }
  do {
    step = mix(step);
  } while (step >= count_);
  return step;
}

std::uint64_t Permutation::draw() {
  return schedule_ == Schedule::shuffled ? scramble(key_ + ++drawn_) : 0;
}

std::uint64_t Permutation::mix(std::uint64_t value) const {
  const std::uint64_t half_mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t upper = value >> half_bits_;
  std::uint64_t lower = value & half_mask;
  for (std::uint64_t turn = 0; turn < 4; ++turn) {
    const std::uint64_t mixed = scramble(lower + key_ + (round_ * 4 + turn) * 0x9e3779b97f4a7c15);
    upper ^= mixed & half_mask;
    const std::uint64_t swapped = upper;
    upper = lower;
    lower = swapped;
  }
  return upper << half_bits_ | lower;
}

}  // namespace emu
