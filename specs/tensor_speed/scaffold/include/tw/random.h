// Random numbers that are the same on every machine: Philox4x32-10 (Salmon, Moraes, Dror and Shaw,
// Parallel Random Numbers: As Easy as 1, 2, 3, 2011).  Defined by the task `random`.
//
// A draw of n words takes ceil(n / 4) blocks; its word w is word w mod 4 of the block at
// position + w / 4, and the position moves on by these blocks.  Elements are numbered in row-major
// order.
//
//   uniform  f32: one word an element, u = (word >> 8) * 2^-24
//            f64: two words, u = ((first >> 5) * 2^26 + (second >> 6)) * 2^-53
//            low + u * (high - low), computed in double and rounded once
//   normal   elements 2i and 2i + 1 come from words 2i and 2i + 1 (Box and Muller, 1958):
//            r = sqrt(-2 * log((first + 1) * 2^-32)), angle = 2 * pi * second * 2^-32,
//            mean + std * r * cos(angle) and mean + std * r * sin(angle), in double, rounded once;
//            of an odd number of elements the last sine is dropped, its word drawn all the same
//   dropout  one word an element: it is kept where (word >> 8) * 2^-24 >= p
//   randperm one word for each i from n - 1 down to 1, in this order: of 0 to n - 1, element i and
//            element (word * (i + 1)) >> 32 change places; n is at most 2^32 - 1
#pragma once

#include <array>
#include <cstdint>

#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw {

// One block: the counter is {position mod 2^32, position / 2^32, 0, 0}, the key {seed mod 2^32,
// seed / 2^32}.
[[nodiscard]] std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t position) noexcept;

// Of the process.  Seed and position are 0 at first.
struct RandomState {
  std::uint64_t seed = 0;
  std::uint64_t position = 0;
  bool operator==(const RandomState&) const = default;
};
[[nodiscard]] RandomState random_state() noexcept;
void set_random_state(RandomState state) noexcept;
void manual_seed(std::uint64_t seed) noexcept;  // And position 0.

// f32 and f64 only.
[[nodiscard]] Tensor uniform(IntSpan sizes, double low = 0.0, double high = 1.0,
                             Dtype dtype = Dtype::f32);
[[nodiscard]] Tensor normal(IntSpan sizes, double mean = 0.0, double std = 1.0,
                            Dtype dtype = Dtype::f32);
// 0 with probability p, else x / (1 - p).  "[dropout] p must be between 0 and 1, got 1.5"
[[nodiscard]] Tensor dropout(const Tensor& x, double p = 0.5);
// "[randperm] n must not be negative, got -1"
[[nodiscard]] Tensor randperm(std::int64_t n);

}  // namespace tw
