// The loops of gradient_kernels.h.  All of it is local to the file that includes it, so that no
// other file is linked to what is compiled for some processors only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "cpu/gradient_kernels.h"

namespace tw::cpu {
namespace {

#if defined(__AVX512F__)
constexpr int kBytes = 64;
#elif defined(__AVX2__)
constexpr int kBytes = 32;
#else
constexpr int kBytes = 16;
#endif

using Floats = float __attribute__((vector_size(kBytes)));
using Doubles = double __attribute__((vector_size(kBytes)));
// As many as there are Doubles.
using FewFloats = float __attribute__((vector_size(kBytes / 2)));

constexpr std::int64_t kFew = kBytes / 8;

template <class Vector>
struct BitsOf {
  using Type __attribute__((vector_size(sizeof(Vector)))) = std::uint32_t;
};

#define TW_INLINE [[gnu::always_inline]] inline

// ---- Vectors ----

template <class Vector>
TW_INLINE Vector load(const float* from) {
  Vector v;
  __builtin_memcpy(&v, from, sizeof(v));
  return v;
}

template <class Vector>
TW_INLINE void store(float* to, Vector v) {
  __builtin_memcpy(to, &v, sizeof(v));
}

// The first `count` elements, fewer than a vector has, and `rest` behind them.
template <class Vector>
TW_INLINE Vector load_part(const float* from, std::int64_t count, float rest) {
  Vector v = Vector{} + rest;
  for (std::int64_t i = 0; i < count; ++i) v[i] = from[i];
  return v;
}

template <class Vector>
TW_INLINE void store_part(float* to, std::int64_t count, Vector v) {
  for (std::int64_t i = 0; i < count; ++i) to[i] = v[i];
}

TW_INLINE Doubles wide(FewFloats x) {
  return __builtin_convertvector(x, Doubles);
}

TW_INLINE FewFloats narrow(Doubles x) {
  return __builtin_convertvector(x, FewFloats);
}

TW_INLINE double sum_of(Doubles x) {
  double sum = 0;
  for (std::int64_t i = 0; i < kFew; ++i) sum += x[i];
  return sum;
}

// exp(x) of what is not positive: 0 below -87.  The coefficients are those of Moshier's Cephes library.
template <class Vector>
TW_INLINE Vector exp_of(Vector x) {
  using Bits = typename BitsOf<Vector>::Type;
  constexpr float kRound = 0x1.8p23F;  // A sum with it has an integer for its last bits.
  const Vector y = x < -87.0F ? Vector{} - 87.0F : x;
  const Vector sum = y * 1.44269504089F + kRound;
  const Vector n = sum - kRound;
  Vector r = y - n * 0x1.63p-1F;  // Few bits: the product is exact.
  r = r - n * -2.12194440e-4F;
  Vector p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  const Vector mantissa = p * (r * r) + r + 1.0F;
  const Bits exponent = (reinterpret_cast<Bits>(sum) - (0x4B400000U - 127U)) << 23;
  return x < -87.0F ? Vector{} : mantissa * reinterpret_cast<Vector>(exponent);
}

// ---- gelu_tanh ----

// As in gradients/gelu_tanh.cpp, with both sigmoids from one exp.
template <class Vector>
TW_INLINE Vector gelu_tanh_slope(Vector x) {
  constexpr float kSlope = 1.5957691216057307F;  // 2 sqrt(2 / pi).
  constexpr float kCubic = static_cast<float>(1.5957691216057307 * 0.044715);
  const Vector low = x < -40.0F ? Vector{} - 40.0F : x;
  const Vector z = low > 40.0F ? Vector{} + 40.0F : low;
  const Vector square = z * z;
  const Vector v = z * (square * kCubic + kSlope);
  const Vector change = square * (3 * kCubic) + kSlope;
  const Vector e = exp_of(v < 0.0F ? v : -v);
  const Vector inverse = 1.0F / (e + 1.0F);
  const Vector beyond = e * inverse;
  return (v < 0.0F ? beyond : inverse) + z * change * (beyond * inverse);
}

void gelu_tanh_gradient(float* __restrict out, std::int64_t count, const float* __restrict g,
                        const float* __restrict x) noexcept {
  constexpr std::int64_t kWidth = kBytes / 4;
  std::int64_t i = 0;
  for (; i + kWidth <= count; i += kWidth)
    store(out + i, load<Floats>(g + i) * gelu_tanh_slope(load<Floats>(x + i)));
  if (i == count) return;
  const auto last = load_part<Floats>(x + i, count - i, 0.0F);
  store_part(out + i, count - i,
             load_part<Floats>(g + i, count - i, 0.0F) * gelu_tanh_slope(last));
}

// ---- softmax ----

void softmax_gradient(float* __restrict out, std::int64_t rows, std::int64_t count,
                      const float* __restrict g, const float* __restrict y) noexcept {
  const std::int64_t whole = count - count % kFew;
  const std::int64_t rest = count - whole;
  for (; rows > 0; --rows, out += count, g += count, y += count) {
    Doubles products{};
    for (std::int64_t i = 0; i < whole; i += kFew)
      products += wide(load<FewFloats>(g + i)) * wide(load<FewFloats>(y + i));
    double dot = sum_of(products);
    for (std::int64_t i = whole; i < count; ++i) dot += double{g[i]} * double{y[i]};
    for (std::int64_t i = 0; i < whole; i += kFew)
      store(out + i, narrow(wide(load<FewFloats>(y + i)) * (wide(load<FewFloats>(g + i)) - dot)));
    if (rest > 0) {
      const Doubles last = wide(load_part<FewFloats>(y + whole, rest, 0.0F)) *
                           (wide(load_part<FewFloats>(g + whole, rest, 0.0F)) - dot);
      store_part(out + whole, rest, narrow(last));
    }
  }
}

// ---- Cross entropy ----

// A NaN is not the largest, but makes the sum NaN, as do +inf and nothing but -inf.
void cross_entropy_gradient(float* __restrict out, std::int64_t rows, std::int64_t count,
                            const float* __restrict x, const std::int64_t* __restrict target,
                            double scale) noexcept {
  const std::int64_t whole = count - count % kFew;
  const std::int64_t rest = count - whole;
  for (; rows > 0; --rows, out += count, x += count, ++target) {
    FewFloats most = FewFloats{} + x[0];
    for (std::int64_t i = 0; i < whole; i += kFew) {
      const auto v = load<FewFloats>(x + i);
      most = v > most ? v : most;
    }
    const auto last = load_part<FewFloats>(x + whole, rest, -__builtin_inff());
    most = last > most ? last : most;
    float largest = most[0];
    for (std::int64_t i = 1; i < kFew; ++i) largest = most[i] > largest ? most[i] : largest;

    Doubles sums{};
    for (std::int64_t i = 0; i < whole; i += kFew) {
      const FewFloats e = exp_of(load<FewFloats>(x + i) - largest);
      store(out + i, e);
      sums += wide(e);
    }
    if (rest > 0) {
      const FewFloats e = exp_of(last - largest);
      store_part(out + whole, rest, e);
      for (std::int64_t i = 0; i < rest; ++i) sums[i] += double{e[i]};
    }
    const double inverse = 1.0 / sum_of(sums);
    const bool inside = *target >= 0 && *target < count;
    const double chance = inside ? double{out[*target]} * inverse : 0;
    const auto factor = static_cast<float>(inverse * scale);
    for (std::int64_t i = 0; i < count; ++i) out[i] *= factor;
    if (inside) out[*target] = static_cast<float>((chance - 1.0) * scale);
  }
}

// ---- Norms ----

// What a row's elements become: h = g * weight, and c = x - mean.
struct NormSums {
  Doubles squares{};
  Doubles h{};
  Doubles products{};

  TW_INLINE void add(Doubles c, Doubles one_h) {
    squares += c * c;
    h += one_h;
    products += one_h * c;
  }
};

// With r = c * scale the derivative is (h - mean(h) - r * mean(h * r)) * scale.
void norm_row(const NormRows& all, const float* __restrict g, const float* __restrict x,
              float* __restrict to_x) noexcept {
  const std::int64_t count = all.count;
  const std::int64_t whole = count - count % kFew;
  const std::int64_t rest = count - whole;
  const auto number = static_cast<double>(count);
  const float* const weight = all.weight;
  const Doubles last_x = wide(load_part<FewFloats>(x + whole, rest, 0.0F));
  const Doubles last_g = wide(load_part<FewFloats>(g + whole, rest, 0.0F));
  const auto h_of = [&](std::int64_t i, Doubles one_g) {
    return weight == nullptr ? one_g : one_g * wide(load<FewFloats>(weight + i));
  };
  const Doubles last_h =
      weight == nullptr ? last_g : last_g * wide(load_part<FewFloats>(weight + whole, rest, 0.0F));

  double mean = 0;
  if (all.centred) {
    Doubles sums = last_x;
    for (std::int64_t i = 0; i < whole; i += kFew) sums += wide(load<FewFloats>(x + i));
    mean = sum_of(sums) / number;
  }
  Doubles last_c = last_x - mean;
  for (std::int64_t i = rest; i < kFew; ++i) last_c[i] = 0;
  NormSums sums;
  sums.add(last_c, last_h);
  for (std::int64_t i = 0; i < whole; i += kFew)
    sums.add(wide(load<FewFloats>(x + i)) - mean, h_of(i, wide(load<FewFloats>(g + i))));
  const double scale = 1 / __builtin_sqrt(sum_of(sums.squares) / number + all.eps);
  const double across = all.centred ? sum_of(sums.h) / number : 0;
  const double along = sum_of(sums.products) / number * scale;

  for (std::int64_t i = 0; i < whole; i += kFew) {
    const Doubles one_g = wide(load<FewFloats>(g + i));
    const Doubles r = (wide(load<FewFloats>(x + i)) - mean) * scale;
    if (to_x != nullptr) store(to_x + i, narrow((h_of(i, one_g) - across - r * along) * scale));
    if (all.to_weight == nullptr) continue;
    Doubles sum;
    __builtin_memcpy(&sum, all.to_weight + i, sizeof(sum));
    sum += one_g * r;
    __builtin_memcpy(all.to_weight + i, &sum, sizeof(sum));
  }
  const Doubles r = last_c * scale;
  const Doubles result = (last_h - across - r * along) * scale;
  if (to_x != nullptr) store_part(to_x + whole, rest, narrow(result));
  if (all.to_weight != nullptr)
    for (std::int64_t i = 0; i < rest; ++i) all.to_weight[whole + i] += last_g[i] * r[i];
}

void column_sums(double* __restrict sums, std::int64_t rows, std::int64_t count,
                 const float* __restrict x, std::int64_t stride) noexcept {
  const std::int64_t whole = count - count % kFew;
  constexpr std::int64_t kRows = 4;
  for (; rows >= kRows; rows -= kRows, x += kRows * stride) {
    const float* const second = x + stride;
    const float* const third = second + stride;
    const float* const fourth = third + stride;
    for (std::int64_t i = 0; i < whole; i += kFew) {
      Doubles sum;
      __builtin_memcpy(&sum, sums + i, sizeof(sum));
      sum += (wide(load<FewFloats>(x + i)) + wide(load<FewFloats>(second + i))) +
             (wide(load<FewFloats>(third + i)) + wide(load<FewFloats>(fourth + i)));
      __builtin_memcpy(sums + i, &sum, sizeof(sum));
    }
    for (std::int64_t i = whole; i < count; ++i)
      sums[i] += (double{x[i]} + double{second[i]}) + (double{third[i]} + double{fourth[i]});
  }
  for (; rows > 0; --rows, x += stride)
    for (std::int64_t i = 0; i < count; ++i) sums[i] += double{x[i]};
}

void norm_gradient(const NormRows& all, std::int64_t rows) noexcept {
  if (all.to_x != nullptr || all.to_weight != nullptr) {
    for (std::int64_t i = 0; i < rows; ++i) {
      const std::int64_t at = i * all.count;
      norm_row(all, all.g + at, all.x + at, all.to_x == nullptr ? nullptr : all.to_x + at);
    }
  }
  if (all.to_bias != nullptr) column_sums(all.to_bias, rows, all.count, all.g, all.count);
}

#undef TW_INLINE

constexpr GradientKernels kGradientLoops = {
    .gelu_tanh = &gelu_tanh_gradient,
    .softmax = &softmax_gradient,
    .cross_entropy = &cross_entropy_gradient,
    .norm = &norm_gradient,
    .columns = &column_sums,
};

}  // namespace
}  // namespace tw::cpu
