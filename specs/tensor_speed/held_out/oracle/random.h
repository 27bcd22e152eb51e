// The words that all random numbers are made of: Philox4x32-10.
#pragma once

#include <array>
#include <cstdint>

namespace oracle {

using Block = std::array<std::uint32_t, 4>;

// Ten rounds over any counter, as the paper has them.
Block philox_rounds(Block counter, std::array<std::uint32_t, 2> key);

// The block at `position`: the counter is {position mod 2^32, position / 2^32, 0, 0}, the key
// {seed mod 2^32, seed / 2^32}.
std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t position);

}  // namespace oracle
