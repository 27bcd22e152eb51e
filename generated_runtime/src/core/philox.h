// Many blocks of Philox4x32-10 at once; one is philox() of tw/random.h.
#pragma once

#include <cstdint>

namespace tw {

// Writes 4 * blocks words: those of philox(seed, position), philox(seed, position + 1) and so on.
void fill_words(std::uint32_t* words, std::uint64_t blocks, std::uint64_t seed,
                std::uint64_t position) noexcept;

}  // namespace tw
