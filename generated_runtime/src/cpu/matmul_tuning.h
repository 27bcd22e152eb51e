// Block sizes of the matrix product, chosen by measurement.
#pragma once

#include <cstdint>

namespace tw::cpu {

inline constexpr std::int64_t kRowTile = 4;        // Rows of c in registers.
inline constexpr std::int64_t kColumnTile = 8;  // Columns of c in registers.
inline constexpr std::int64_t kDepthBlock = 256;  // Inner size worked on at once.
inline constexpr std::int64_t kRowBlock = 48;      // Rows of a packed at once.

}  // namespace tw::cpu
