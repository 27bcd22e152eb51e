// Block sizes of the matrix product, chosen by measurement.
#pragma once

#include <cstdint>

namespace tw::cpu {

inline constexpr std::int64_t kDepthBlock = 256;    // Inner size worked on at once.
inline constexpr std::int64_t kRowBlock = 96;        // Rows of a packed at once.
inline constexpr std::int64_t kColumnBlock = 1024;  // Columns of b packed at once.

}  // namespace tw::cpu
