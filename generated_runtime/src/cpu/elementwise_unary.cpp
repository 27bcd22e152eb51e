#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "cpu/elementwise.h"
#include "cpu/elementwise_rows.h"

namespace tw::cpu {
namespace {

template <class Function>
void unary_row(float* __restrict out, std::int64_t count, const float* __restrict x,
               std::int64_t step, Function function) {
  if (step == 1) {
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(x[i]);
  } else if (step == 0) {
    std::fill_n(out, count, function(*x));
  } else {
    for (std::int64_t i = 0; i < count; ++i) out[i] = function(x[i * step]);
  }
}

template <class Function>
void unary(float* out, const Dims& sizes, const Source& x, Function function) {
  for_rows(Walk<1>{sizes, {x.strides}},
           [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
               const std::array<std::int64_t, 1>& steps) {
             unary_row(out, count, x.data + starts[0], steps[0], function);
             out += count;
           });
}

// exp of what is never positive does not overflow, and nothing is subtracted.
float sigmoid_of(float x) {
  const float e = std::exp(-std::fabs(x));
  return (x < 0 ? e : 1.0F) / (1.0F + e);
}

}  // namespace

void neg(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, [](float value) { return -value; });
}

void abs(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, [](float value) { return std::fabs(value); });
}

void sqrt(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, [](float value) { return std::sqrt(value); });
}

void exp(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, [](float value) { return std::exp(value); });
}

void log(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, [](float value) { return std::log(value); });
}

void tanh(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, [](float value) { return std::tanh(value); });
}

void sigmoid(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, sigmoid_of);
}

// NaN is not <= 0, and -0 is.
void relu(float* out, const Dims& sizes, const Source& x) noexcept {
  unary(out, sizes, x, [](float value) { return value <= 0.0F ? 0.0F : value; });
}

}  // namespace tw::cpu
