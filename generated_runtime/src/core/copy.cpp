#include "core/copy.h"

#include <cstring>

#include "core/layout.h"

namespace tw {
namespace {

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

}  // namespace

Tensor contiguous_copy(std::string_view op, const TensorImpl& x) {
  Tensor result = new_tensor(op, x.sizes(), x.dtype());
  if (x.numel() == 0) return result;
  Layout layout = merge_dims(x.sizes(), x.strides());
  if (layout.sizes.empty()) layout = {Dims(1, 1), Dims(1, 1)};
  std::byte* to = result.impl()->data();
  switch (bytes_of(x.dtype())) {
    case 1: copy_rows<1>(to, x.data(), layout); break;
    case 2: copy_rows<2>(to, x.data(), layout); break;
    case 4: copy_rows<4>(to, x.data(), layout); break;
    default: copy_rows<8>(to, x.data(), layout); break;
  }
  return result;
}

}  // namespace tw
