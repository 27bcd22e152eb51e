#include "tw/shape.h"

#include "core/fail.h"
#include "tw/dtype.h"

namespace tw {

std::optional<Dtype> dtype_named(std::string_view name) {
  const auto* found = std::find(kDtypeNames.begin(), kDtypeNames.end(), name);
  if (found == kDtypeNames.end()) return std::nullopt;
  return static_cast<Dtype>(found - kDtypeNames.begin());
}

std::string to_text(IntSpan list) {
  std::string text = "[";
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(list[i]);
  }
  return text += "]";
}

std::int64_t numel_of(std::string_view op, IntSpan sizes) {
  if (sizes.size() > kRankMax)
    fail(op, std::to_string(sizes.size()) + " dims, at most " + std::to_string(kRankMax));
  for (const std::int64_t size : sizes)
    if (size < 0) fail(op, "sizes " + to_text(sizes) + " hold the negative " + std::to_string(size));
  std::int64_t product = 1;
  bool zero = false;
  for (const std::int64_t size : sizes) {
    if (size == 0)
      zero = true;
    else if (__builtin_mul_overflow(product, size, &product))
      fail(op, "sizes " + to_text(sizes) + " hold more than 2^63 - 1 elements");
  }
  return zero ? 0 : product;
}

Dims contiguous_strides(IntSpan sizes) {
  (void)numel_of("contiguous_strides", sizes);  // So that no product below overflows.
  Dims strides(sizes.size(), 1);
  for (std::size_t i = sizes.size(); i-- > 1;)
    strides[i - 1] = strides[i] * std::max<std::int64_t>(sizes[i], 1);
  return strides;
}

int wrap_dim(std::string_view op, std::int64_t dim, int rank) {
  if (dim < -rank || dim >= rank)
    fail(op, "dim " + std::to_string(dim) + " out of range for " + std::to_string(rank) + " dims");
  return static_cast<int>(dim < 0 ? dim + rank : dim);
}

Dims broadcast_sizes(std::string_view op, IntSpan a, IntSpan b) {
  (void)numel_of(op, a);
  (void)numel_of(op, b);
  const IntSpan longer = a.size() < b.size() ? b : a;
  const IntSpan shorter = a.size() < b.size() ? a : b;
  const std::size_t lead = longer.size() - shorter.size();
  Dims sizes(longer);
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    std::int64_t& size = sizes[lead + i];
    if (size == 1)
      size = shorter[i];
    else if (shorter[i] != 1 && shorter[i] != size)
      fail(op, "sizes " + to_text(a) + " and " + to_text(b) + " do not broadcast");
  }
  (void)numel_of(op, sizes);
  return sizes;
}

}  // namespace tw
