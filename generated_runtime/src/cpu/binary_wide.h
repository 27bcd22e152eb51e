// Rows of f32 and f64 with vectors that not every processor has.  No functions are defined here,
// as files that are compiled for such processors include this.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tw::cpu {

// Indexes of the tables.
enum class Arithmetic : std::uint8_t { add, sub, mul, div, maximum, minimum };

// out[i] of a[i * a_step] and b[i * b_step].  Steps are 0 or 1, and not both 0.
template <class T>
using WideRow = void (*)(T* out, std::int64_t count, const T* a, std::int64_t a_step, const T* b,
                         std::int64_t b_step) noexcept;

struct WideRows {
  WideRow<float> f32[6];
  WideRow<double> f64[6];
};

extern const WideRows kRowsAvx2;
extern const WideRows kRowsAvx512;

// The widest that this processor has; null where it has neither.
const WideRows* wide_rows() noexcept;

// Those that are the fastest where elements come from memory, which whole lines at a time are not.
const WideRows* far_rows() noexcept;

}  // namespace tw::cpu
