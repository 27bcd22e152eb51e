#include "cpu/joining.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "cpu/cast.h"
#include "cpu/elementwise_blocks.h"
#include "cpu/elementwise_rows.h"
#include "cpu/indexing_rows.h"

namespace tw::cpu {

void place(void* to, Dtype dtype, const Dims& sizes, const Dims& to_strides,
           const Operand& x) noexcept {
  auto* const places = static_cast<std::byte*>(to);
  const auto* const elements = static_cast<const std::byte*>(x.data);
  const auto from_bytes = static_cast<std::int64_t>(bytes_of(x.dtype));
  visit_width(dtype, [&](auto width) {
    constexpr std::int64_t kBytes = width;
    for_rows(Walk<2>{sizes, {to_strides, x.strides}},
             [&](std::int64_t count, const std::array<std::int64_t, 2>& starts,
                 const std::array<std::int64_t, 2>& steps) {
               std::byte* const row = places + starts[0] * kBytes;
               const std::byte* const from = elements + starts[1] * from_bytes;
               if (x.dtype == dtype) {
                 move_row<kBytes>(row, steps[0], from, steps[1], count);
                 return;
               }
               for_blocks(count, false, [&](std::int64_t done, std::int64_t size) {
                 alignas(8) std::byte block[kBlock * kBytes];
                 cast(block, dtype, Dims(1, size), from + done * steps[1] * from_bytes,
                      Dims(1, steps[1]), x.dtype);
                 move_row<kBytes>(row + done * steps[0] * kBytes, steps[0], block, 1, size);
               });
             });
  });
}

}  // namespace tw::cpu
