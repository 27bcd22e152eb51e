#include "core/copy.h"

#include <array>
#include <cstring>
#include <functional>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "core/layout.h"
#include "core/layout_split.h"
#include "core/memory_around.h"

namespace tw {
namespace {

constexpr std::int64_t kCopyCost = 1;  // Of an element, as split() takes it.

// `stride` in elements of kBytes bytes.
template <std::int64_t kBytes>
void copy_row(std::byte* to, const std::byte* from, std::int64_t count, std::int64_t stride) {
  if (stride == 1) {
    std::memcpy(to, from, static_cast<std::size_t>(count * kBytes));
    return;
  }
  for (std::int64_t i = 0; i < count; ++i)
    std::memcpy(to + i * kBytes, from + i * stride * kBytes, kBytes);
}

// Rows along the last dim, one after the other; `layout` has elements and at least one dim.
template <std::int64_t kBytes>
void copy_rows(std::byte* to, const std::byte* from, const Layout& layout) {
  const std::size_t last = layout.sizes.size() - 1;
  const std::int64_t count = layout.sizes[last];
  Dims index(last, 0);
  std::int64_t row = 0;  // Where the row starts, in elements.
  for (;;) {
    copy_row<kBytes>(to, from + row * kBytes, count, layout.strides[last]);
    to += count * kBytes;
    std::size_t dim = last;
    for (; dim > 0; --dim) {
      const std::size_t outer = dim - 1;
      if (++index[outer] < layout.sizes[outer]) {
        row += layout.strides[outer];
        break;
      }
      row -= (layout.sizes[outer] - 1) * layout.strides[outer];
      index[outer] = 0;
    }
    if (dim == 0) return;
  }
}

void copy_layout(std::size_t bytes, std::byte* to, const std::byte* from, const Layout& layout) {
  switch (bytes) {
    case 1: copy_rows<1>(to, from, layout); break;
    case 2: copy_rows<2>(to, from, layout); break;
    case 4: copy_rows<4>(to, from, layout); break;
    default: copy_rows<8>(to, from, layout); break;
  }
}

#if defined(__SSE2__)
// Elements of 4 bytes, in squares of 16.
void copy_four_columns(std::byte* to, const std::byte* from, std::int64_t rows,
                       std::int64_t columns, std::int64_t stride) {
  std::int64_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    const auto column = [&](std::int64_t i) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + (i * stride + row) * 4));
    };
    const __m128i a = _mm_unpacklo_epi32(column(0), column(1));
    const __m128i b = _mm_unpackhi_epi32(column(0), column(1));
    const __m128i c = _mm_unpacklo_epi32(column(2), column(3));
    const __m128i d = _mm_unpackhi_epi32(column(2), column(3));
    const auto put = [&](std::int64_t i, __m128i four) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(to + (row + i) * columns * 4), four);
    };
    put(0, _mm_unpacklo_epi64(a, c));
    put(1, _mm_unpackhi_epi64(a, c));
    put(2, _mm_unpacklo_epi64(b, d));
    put(3, _mm_unpackhi_epi64(b, d));
  }
  for (; row < rows; ++row)
    for (std::int64_t i = 0; i < 4; ++i)
      std::memcpy(to + (row * columns + i) * 4, from + (i * stride + row) * 4, 4);
}
#endif

template <std::int64_t kBytes>
void copy_columns(std::byte* to, const std::byte* from, std::int64_t rows, std::int64_t columns,
                  std::int64_t stride) {
  std::int64_t column = 0;
#if defined(__SSE2__)
  if constexpr (kBytes == 4) {
    for (; column + 4 <= columns; column += 4)
      copy_four_columns(to + column * 4, from + column * stride * 4, rows, columns, stride);
  }
#endif
  for (; column < columns; ++column) {
    const std::byte* next = from + column * stride * kBytes;
    for (std::int64_t row = 0; row < rows; ++row)
      std::memcpy(to + (row * columns + column) * kBytes, next + row * kBytes, kBytes);
  }
}

// A patch with gaps between its rows.
void copy_tile(std::size_t bytes, std::byte* to, const std::byte* from, const Patch& patch) {
  const auto size = static_cast<std::int64_t>(bytes);
  const std::int64_t row_bytes = patch.sizes[1] * size;
  const Dims& strides = patch.strides[1];
  const std::int64_t own = patch.strides[0][0] * size;
  if (strides[0] == 1) {
    // By way of rows that lie close together, as those of the result may meet in the caches.
    alignas(64) std::array<std::byte, kTileElements * sizeof(double)> rows;
    copy_crossed(bytes, rows.data(), from, patch.sizes[0], patch.sizes[1], strides[1]);
    for (std::int64_t i = 0; i < patch.sizes[0]; ++i)
      std::memcpy(to + i * own, rows.data() + i * row_bytes, static_cast<std::size_t>(row_bytes));
    return;
  }
  const Layout row{Dims(1, patch.sizes[1]), Dims(1, strides[1])};
  for (std::int64_t i = 0; i < patch.sizes[0]; ++i)
    copy_layout(bytes, to + i * own, from + i * strides[0] * size, row);
}

// In all threads.  What is large and has no gaps goes around the caches.
void copy_large(std::byte* to, const TensorImpl& x) {
  const std::size_t bytes = bytes_of(x.dtype());
  const bool large = 2 * static_cast<std::size_t>(x.numel()) * bytes >= kAroundFrom;
  const auto copy = [&](const Patch& patch) {
    std::byte* next = to + patch.starts[0] * static_cast<std::int64_t>(bytes);
    const std::byte* first = x.data() + patch.starts[1] * static_cast<std::int64_t>(bytes);
    if (large && patch.sizes.size() == 1 && patch.strides[1][0] == 1) {
      copy_around(next, first, static_cast<std::size_t>(patch.sizes[0]) * bytes);
      end_copies_around();
    } else if (has_gaps(patch, 0)) {
      copy_tile(bytes, next, first, patch);
    } else {
      copy_layout(bytes, next, first, {patch.sizes, patch.strides[1]});
    }
  };
  const Dims own = contiguous_strides(x.sizes());
  const std::array<const Dims*, 2> strides = {&own, &x.strides()};
  split(x.sizes(), strides, kCopyCost, std::cref(copy));
}

}  // namespace

void copy_crossed(std::size_t bytes, std::byte* to, const std::byte* from, std::int64_t rows,
                  std::int64_t columns, std::int64_t stride) {
  switch (bytes) {
    case 1: copy_columns<1>(to, from, rows, columns, stride); break;
    case 2: copy_columns<2>(to, from, rows, columns, stride); break;
    case 4: copy_columns<4>(to, from, rows, columns, stride); break;
    default: copy_columns<8>(to, from, rows, columns, stride); break;
  }
}

Tensor contiguous_copy(std::string_view op, const TensorImpl& x) {
  if (x.device().is_cuda()) return copy_to(op, x, x.device());
  Tensor result = new_tensor(op, x.sizes(), x.dtype());
  if (x.numel() == 0) return result;
  if (!is_small(x.sizes(), kCopyCost)) {
    copy_large(result.impl()->data(), x);
    return result;
  }
  Layout layout = merge_dims(x.sizes(), x.strides());
  if (layout.sizes.empty()) layout = {Dims(1, 1), Dims(1, 1)};
  copy_layout(bytes_of(x.dtype()), result.impl()->data(), x.data(), layout);
  return result;
}

}  // namespace tw
