#include <array>
#include <cstdint>

#include "cpu/elementwise.h"
#include "cpu/elementwise_rows.h"

namespace tw::cpu {
namespace {

// The cases with strides of 1 and 0 are loops that the compiler vectorises.
template <class Function>
void binary_row(float* __restrict out, std::int64_t count, const float* __restrict a,
                std::int64_t a_step, const float* __restrict b, std::int64_t b_step,
                Function function) {
  if (a_step == 1 && b_step == 1) {
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(a[i], b[i]);
  } else if (a_step == 1 && b_step == 0) {
    const float right = *b;
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(a[i], right);
  } else if (a_step == 0 && b_step == 1) {
    const float left = *a;
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(left, b[i]);
  } else {
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(a[i * a_step], b[i * b_step]);
  }
}

template <class Function>
void binary(float* out, const Dims& sizes, const Source& a, const Source& b, Function function) {
  for_rows(Walk<2>{sizes, {a.strides, b.strides}},
           [&](std::int64_t count, const std::array<std::int64_t, 2>& starts,
               const std::array<std::int64_t, 2>& steps) {
             binary_row(out, count, a.data + starts[0], steps[0], b.data + starts[1], steps[1],
                        function);
             out += count;
           });
}

}  // namespace

void add(float* out, const Dims& sizes, const Source& a, const Source& b) noexcept {
  binary(out, sizes, a, b, [](float x, float y) { return x + y; });
}

void sub(float* out, const Dims& sizes, const Source& a, const Source& b) noexcept {
  binary(out, sizes, a, b, [](float x, float y) { return x - y; });
}

void mul(float* out, const Dims& sizes, const Source& a, const Source& b) noexcept {
  binary(out, sizes, a, b, [](float x, float y) { return x * y; });
}

void div(float* out, const Dims& sizes, const Source& a, const Source& b) noexcept {
  binary(out, sizes, a, b, [](float x, float y) { return x / y; });
}

// Where y is NaN, x > y is false.
void maximum(float* out, const Dims& sizes, const Source& a, const Source& b) noexcept {
  binary(out, sizes, a, b, [](float x, float y) { return x > y || x != x ? x : y; });
}

void minimum(float* out, const Dims& sizes, const Source& a, const Source& b) noexcept {
  binary(out, sizes, a, b, [](float x, float y) { return x < y || x != x ? x : y; });
}

}  // namespace tw::cpu
