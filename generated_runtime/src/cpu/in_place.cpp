#include "cpu/in_place.h"

#include <functional>

#include "core/layout_split.h"
#include "core/number.h"
#include "cpu/cast.h"
#include "cpu/elementwise_parts.h"

namespace tw::cpu {
namespace {

template <class T>
void write_row(T* __restrict to, std::int64_t to_step, const T* __restrict from,
               std::int64_t from_step, std::int64_t count) noexcept {
  if (to_step == 1 && from_step == 1) {
    std::copy_n(from, count, to);
  } else if (to_step == 1 && from_step == 0) {
    std::fill_n(to, count, *from);
  } else {
    for (std::int64_t i = 0; i < count; ++i) to[i * to_step] = from[i * from_step];
  }
}

// For a source of the target's dtype, of which T is the C++ type.
template <class T>
void write_rows(T* to, const T* from, const Walk<2>& walk) noexcept {
  for_rows(walk, [&](std::int64_t count, const std::array<std::int64_t, 2>& starts,
                     const std::array<std::int64_t, 2>& steps) {
    write_row(to + starts[0], steps[0], from + starts[1], steps[1], count);
  });
}

bool without_gaps(const Dims& sizes, const Dims& strides) noexcept {
  const Walk<1> walk = merged(Walk<1>{sizes, {strides}});
  return walk.sizes.size() == 1 && walk.strides[0][0] == 1;
}

[[gnu::noinline]] void write_part(const Target& to, const Dims& sizes,
                                  const Operand& source) noexcept {
  if (source.dtype != to.dtype && without_gaps(sizes, to.strides)) {
    cast(to.data, to.dtype, sizes, source.data, source.strides, source.dtype);
    return;
  }
  const Walk<2> walk{sizes, {to.strides, source.strides}};
  visit(to.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    auto* data = static_cast<T*>(to.data);
    if (source.dtype == to.dtype) {
      write_rows(data, static_cast<const T*>(source.data), walk);
      return;
    }
    const auto* from = static_cast<const std::byte*>(source.data);
    const auto bytes = static_cast<std::int64_t>(bytes_of(source.dtype));
    for_tiles(walk, [&](const Walk<2>& tile, const std::array<std::int64_t, 2>& starts) {
      T converted[kTile];
      cast(converted, to.dtype, tile.sizes, from + starts[1] * bytes, tile.strides[1],
           source.dtype);
      write_rows(data + starts[0], converted,
                 {tile.sizes, {tile.strides[0], contiguous_strides(tile.sizes)}});
    });
  });
}

}  // namespace

void write(const Target& to, const Dims& sizes, const Operand& source) noexcept {
  const std::int64_t cost = source.dtype == to.dtype ? kCheap : kCheap + 1;
  if (is_small(sizes, cost)) {
    write_part(to, sizes, source);
    return;
  }
  const auto part = [&](const Patch& patch) {
    const auto bytes = static_cast<std::int64_t>(bytes_of(to.dtype));
    auto* data = static_cast<std::byte*>(to.data) + patch.starts[0] * bytes;
    write_part({data, patch.strides[0], to.dtype}, patch.sizes,
               moved(source, patch.strides[1], patch.starts[1]));
  };
  const std::array<const Dims*, 2> strides = {&to.strides, &source.strides};
  split(sizes, strides, cost, std::cref(part));
}

}  // namespace tw::cpu
