// Copies to memory that is not read soon.
#pragma once

#include <cstddef>

namespace tw {

// How many bytes all that a walk reads and writes has at least where its result goes around the
// caches: they do not hold that much, and would first read what is to be overwritten.
inline constexpr std::size_t kAroundFrom = std::size_t{20} << 20;
inline constexpr std::size_t kAroundAlignment = 64;

// To an address that is a multiple of kAroundAlignment, past the caches where the processor can.
// Other threads see what was written only after end_copies_around().
void copy_around(void* to, const void* from, std::size_t bytes) noexcept;
void end_copies_around() noexcept;

}  // namespace tw
