// The generator of the process, see tw/random.h, and the words of a draw.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "tw/random.h"

namespace tw {

// Moves the position behind a draw of this many words, and returns the state before: that is where
// the draw starts.  Safe to call from several threads.
[[nodiscard]] RandomState reserve_words(std::uint64_t count) noexcept;

// The words of a draw, one part after the other.
class WordReader {
 public:
  // The draw starts at `start`, and `count` words of it will be read.
  WordReader(RandomState start, std::uint64_t count) noexcept : next_(start), left_(count) {}

  // The next words: `most` of them or fewer, but at least one while there are any.  Where
  // every `most` is even, so is the number of words.  They are valid until the next call.
  [[nodiscard]] std::span<const std::uint32_t> read(std::uint64_t most) noexcept;

 private:
  // In each filling.  A multiple of 4, so that a filling is one of whole blocks.
  static constexpr std::uint64_t kRoom = 1024;

  RandomState next_;         // Of the next filling.
  std::uint64_t left_;       // Words that were not filled in yet.
  std::uint64_t begin_ = 0;  // Of the words that were filled in and not read.
  std::uint64_t end_ = 0;
  std::array<std::uint32_t, kRoom> words_;
};

}  // namespace tw
