#include "cpu/indexing.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "core/number.h"
#include "cpu/elementwise_rows.h"
#include "cpu/indexing_rows.h"

namespace tw::cpu {
namespace {

// Integers wrap around.
template <class T>
T sum_of(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using Bits = std::make_unsigned_t<T>;
    return static_cast<T>(static_cast<Bits>(static_cast<Bits>(a) + static_cast<Bits>(b)));
  } else {
    return a + b;
  }
}

template <class T>
void add_elements(Computed<T>* to, const T* source, const Dims& source_strides,
                  const Places& places) {
  using Sum = Computed<T>;
  for_rows(Walk<3>{places.sizes, {places.strides, places.index_strides, source_strides}},
           [&](std::int64_t count, const std::array<std::int64_t, 3>& starts,
               const std::array<std::int64_t, 3>& steps) {
             Sum* const row = to + starts[0];
             const std::int64_t* const index = places.index + starts[1];
             const T* const from = source + starts[2];
             if (steps[0] == 1 && steps[1] == 0 && steps[2] == 1) {
               Sum* __restrict const at = row + *index * places.stride;
               for (std::int64_t i = 0; i < count; ++i)
                 at[i] = sum_of(at[i], convert<Sum>(from[i]));
               return;
             }
             for (std::int64_t i = 0; i < count; ++i) {
               Sum& at = row[i * steps[0] + index[i * steps[1]] * places.stride];
               at = sum_of(at, convert<Sum>(from[i * steps[2]]));
             }
           });
}

}  // namespace

std::optional<std::int64_t> outside(const std::int64_t* index, const Dims& sizes,
                                    const Dims& strides, std::int64_t size) noexcept {
  std::optional<std::int64_t> found;
  for_rows(Walk<1>{sizes, {strides}},
           [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
               const std::array<std::int64_t, 1>& steps) {
             for (std::int64_t i = 0; !found && i < count; ++i) {
               const std::int64_t number = index[starts[0] + i * steps[0]];
               if (number < 0 || number >= size) found = number;
             }
           });
  return found;
}

void pick(void* to, const void* from, Dtype dtype, const Places& places) noexcept {
  auto* next = static_cast<std::byte*>(to);
  const auto* const elements = static_cast<const std::byte*>(from);
  visit_width(dtype, [&](auto width) {
    constexpr std::int64_t kBytes = width;
    for_rows(Walk<2>{places.sizes, {places.strides, places.index_strides}},
             [&](std::int64_t count, const std::array<std::int64_t, 2>& starts,
                 const std::array<std::int64_t, 2>& steps) {
               const std::byte* const row = elements + starts[0] * kBytes;
               const std::int64_t* const index = places.index + starts[1];
               if (steps[1] == 0) {
                 move_row<kBytes>(next, 1, row + *index * places.stride * kBytes, steps[0], count);
               } else {
                 for (std::int64_t i = 0; i < count; ++i) {
                   const std::int64_t at = i * steps[0] + index[i * steps[1]] * places.stride;
                   std::memcpy(next + i * kBytes, row + at * kBytes, kBytes);
                 }
               }
               next += count * kBytes;
             });
  });
}

void add_at(void* to, const void* source, const Dims& source_strides, Dtype dtype,
            const Places& places) noexcept {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (!std::is_same_v<T, bool>)
      add_elements<T>(static_cast<Computed<T>*>(to), static_cast<const T*>(source), source_strides,
                      places);
  });
}

}  // namespace tw::cpu
