// What the random ops compute from the words of a draw that starts at a given state.
#pragma once

#include <cstdint>

#include "cpu/elementwise_operand.h"
#include "tw/dtype.h"
#include "tw/random.h"
#include "tw/shape.h"

namespace tw::cpu {

// How many words a draw of `count` elements takes.
[[nodiscard]] std::uint64_t uniform_words(Dtype dtype, std::int64_t count) noexcept;
[[nodiscard]] std::uint64_t normal_words(std::int64_t count) noexcept;
[[nodiscard]] std::uint64_t randperm_words(std::int64_t count) noexcept;

// Write `count` elements; `dtype` is f32 or f64.
void uniform(void* out, Dtype dtype, std::int64_t count, RandomState start, double low,
             double high) noexcept;
void normal(void* out, Dtype dtype, std::int64_t count, RandomState start, double mean,
            double std) noexcept;
void randperm(std::int64_t* out, std::int64_t count, RandomState start) noexcept;

// One word an element: see core/random_dropout.h.  Writes elements of x's dtype, a float, in
// row-major order without gaps; p is from 0 to 1.
void dropout(void* out, const Dims& sizes, const Operand& x, RandomState start,
             double p) noexcept;

}  // namespace tw::cpu
