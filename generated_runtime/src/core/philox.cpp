#include "core/philox.h"

#include <array>
#include <cstdint>

#include "tw/random.h"

namespace tw {
namespace {

constexpr int kRounds = 10;

std::uint32_t low_of(std::uint64_t x) {
  return static_cast<std::uint32_t>(x);
}

std::uint32_t high_of(std::uint64_t x) {
  return static_cast<std::uint32_t>(x >> 32);
}

std::array<std::uint32_t, 4> block_at(std::uint64_t seed, std::uint64_t position) {
  std::uint32_t c0 = low_of(position);
  std::uint32_t c1 = high_of(position);
  std::uint32_t c2 = 0;
  std::uint32_t c3 = 0;
  std::uint32_t k0 = low_of(seed);
  std::uint32_t k1 = high_of(seed);
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t p = std::uint64_t{0xD2511F53} * c0;
    const std::uint64_t q = std::uint64_t{0xCD9E8D57} * c2;
    c0 = high_of(q) ^ c1 ^ k0;
    c1 = low_of(q);
    c2 = high_of(p) ^ c3 ^ k1;
    c3 = low_of(p);
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  return {c0, c1, c2, c3};
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t position) noexcept {
  std::array<std::uint32_t, 4> words;
  fill_words(words.data(), 1, seed, position);
  return words;
}

// The only caller of block_at, which is inlined for that: then the loop is vectorised.
void fill_words(std::uint32_t* words, std::uint64_t blocks, std::uint64_t seed,
                std::uint64_t position) noexcept {
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::array<std::uint32_t, 4> block = block_at(seed, position + i);
    words[4 * i] = block[0];
    words[4 * i + 1] = block[1];
    words[4 * i + 2] = block[2];
    words[4 * i + 3] = block[3];
  }
}

}  // namespace tw
