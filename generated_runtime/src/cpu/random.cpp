#include "cpu/random.h"

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>

#include "core/number.h"
#include "core/random.h"
#include "core/random_dropout.h"
#include "cpu/elementwise_rows.h"

// No product is fused with a sum, on machines that could: the numbers are the same on all.
#if defined(__clang__)
#pragma clang fp contract(off)
#else
#pragma GCC optimize("fp-contract=off")
#endif

namespace tw::cpu {
namespace {

using Words = std::span<const std::uint32_t>;

// From 0 to 1, without 1: of the upper 24 bits of a word, or of 53 bits of two.
double unit_of(std::uint32_t word) {
  return static_cast<std::int32_t>(word >> 8) * 0x1p-24;
}

double unit_of(std::uint32_t first, std::uint32_t second) {
  return (static_cast<std::int32_t>(first >> 5) * 0x1p26 +
          static_cast<std::int32_t>(second >> 6)) *
         0x1p-53;
}

template <class T>
constexpr std::uint64_t kUniformWords = std::is_same_v<T, double> ? 2 : 1;

// Elements of a uniform draw, kUniformWords<T> words for each.
template <class T>
void uniform_row(T* __restrict out, Words words, double low, double width) {
  const std::uint64_t count = words.size() / kUniformWords<T>;
  for (std::uint64_t i = 0; i < count; ++i) {
    if constexpr (kUniformWords<T> == 2)
      out[i] = low + unit_of(words[2 * i], words[2 * i + 1]) * width;
    else
      out[i] = static_cast<T>(low + unit_of(words[i]) * width);
  }
}

template <class T>
void uniform_as(T* out, std::int64_t count, RandomState start, double low, double high) {
  std::uint64_t left = kUniformWords<T> * static_cast<std::uint64_t>(count);
  WordReader reader(start, left);
  while (left > 0) {
    const Words words = reader.read(left);
    uniform_row(out, words, low, high - low);
    out += words.size() / kUniformWords<T>;
    left -= words.size();
  }
}

// The two normal numbers of two words.
std::pair<double, double> normal_pair(std::uint32_t first, std::uint32_t second, double mean,
                                      double std) {
  const double r = std::sqrt(-2.0 * std::log((first + 1.0) * 0x1p-32));
  const double angle = 2.0 * std::numbers::pi * second * 0x1p-32;
  return {mean + std * r * std::cos(angle), mean + std * r * std::sin(angle)};
}

template <class T>
void normal_as(T* out, std::int64_t count, RandomState start, double mean, double std) {
  std::uint64_t left = normal_words(count);
  WordReader reader(start, left);
  std::int64_t done = 0;
  while (left > 0) {
    const Words words = reader.read(left);
    for (std::uint64_t i = 0; i < words.size(); i += 2) {
      const auto [even, odd] = normal_pair(words[i], words[i + 1], mean, std);
      out[done++] = static_cast<T>(even);
      if (done < count) out[done++] = static_cast<T>(odd);
    }
    left -= words.size();
  }
}

template <class T>
void dropout_row(T* __restrict out, Words words, const T* __restrict x, std::int64_t step,
                 std::uint32_t threshold, double divisor) {
  const auto count = static_cast<std::int64_t>(words.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const double quotient = convert<double>(x[i * step]) / divisor;
    const bool kept = words[static_cast<std::size_t>(i)] >> 8 >= threshold;
    out[i] = convert<T>(kept ? quotient : 0.0);
  }
}

}  // namespace

std::uint64_t uniform_words(Dtype dtype, std::int64_t count) noexcept {
  const auto elements = static_cast<std::uint64_t>(count);
  return (dtype == Dtype::f64 ? kUniformWords<double> : kUniformWords<float>) * elements;
}

std::uint64_t normal_words(std::int64_t count) noexcept {
  const auto elements = static_cast<std::uint64_t>(count);
  return elements + elements % 2;
}

std::uint64_t randperm_words(std::int64_t count) noexcept {
  return count > 0 ? static_cast<std::uint64_t>(count) - 1 : 0;
}

void uniform(void* out, Dtype dtype, std::int64_t count, RandomState start, double low,
             double high) noexcept {
  if (dtype == Dtype::f64)
    uniform_as(static_cast<double*>(out), count, start, low, high);
  else
    uniform_as(static_cast<float*>(out), count, start, low, high);
}

void normal(void* out, Dtype dtype, std::int64_t count, RandomState start, double mean,
            double std) noexcept {
  if (dtype == Dtype::f64)
    normal_as(static_cast<double*>(out), count, start, mean, std);
  else
    normal_as(static_cast<float*>(out), count, start, mean, std);
}

void randperm(std::int64_t* out, std::int64_t count, RandomState start) noexcept {
  std::iota(out, out + count, std::int64_t{0});
  std::uint64_t left = randperm_words(count);
  WordReader reader(start, left);
  while (left > 0) {
    for (const std::uint32_t word : reader.read(left)) {
      // `left` is the element's index: one word is left for each element from it down to 1.
      std::swap(out[left], out[word * (left + 1) >> 32]);
      --left;
    }
  }
}

void dropout(void* out, const Dims& sizes, const Operand& x, RandomState start,
             double p) noexcept {
  std::uint64_t elements = 1;
  for (const std::int64_t size : sizes) elements *= static_cast<std::uint64_t>(size);
  WordReader reader(start, elements);
  const std::uint32_t threshold = dropout_threshold(p);
  const double divisor = dropout_divisor(p);
  visit_float(x.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    auto* next = static_cast<T*>(out);
    const auto* data = static_cast<const T*>(x.data);
    for_rows(Walk<1>{sizes, {x.strides}},
             [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
                 const std::array<std::int64_t, 1>& steps) {
               const T* row = data + starts[0];
               for (std::int64_t done = 0; done < count;) {
                 const Words words = reader.read(static_cast<std::uint64_t>(count - done));
                 dropout_row(next, words, row + done * steps[0], steps[0], threshold, divisor);
                 next += words.size();
                 done += static_cast<std::int64_t>(words.size());
               }
             });
  });
}

}  // namespace tw::cpu
