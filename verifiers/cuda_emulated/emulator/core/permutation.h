// In which order blocks or warps are taken.
#pragma once

#include <cstdint>

#include "core/settings.h"

namespace emu {

// A bijection on [0, count) that needs no memory: a shuffled order is a Feistel
// network over the next power of four, walked on while it leaves the range.
class Permutation {
 public:
  Permutation(std::uint64_t count, Schedule schedule, std::uint64_t seed, std::uint64_t salt);

  std::uint64_t at(std::uint64_t step) const;

  // Another order of the same seed from now on.
  void shuffle_again() { ++round_; }

  // The next number of the same seed.
  std::uint64_t draw();

 private:
  std::uint64_t mix(std::uint64_t value) const;

  std::uint64_t count_;
  Schedule schedule_;
  std::uint64_t key_;
  std::uint64_t round_ = 0;
  std::uint64_t drawn_ = 0;
  unsigned half_bits_ = 1;
};

}  // namespace emu
