#include "grader/fill.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "base/hash.h"

namespace wright {
namespace {

using Kind = Dtype::Kind;

constexpr std::int64_t kSliceOffset = 3;

std::uint64_t mixed(std::uint64_t x);
double drawn(Fill fill, Dtype dtype, std::int64_t i, Stream& stream);
double special(Dtype dtype, Stream& stream);
Sizes contiguous_strides(const Sizes& sizes);
std::vector<double> values_of(const TensorLiteral& literal, const Sizes& sizes, Stream& stream);
std::string encoded_all(Dtype dtype, const std::vector<double>& values);
Storage sliced(Storage dense);
std::string permuted(const Storage& dense, const Sizes& strides);

// Visits the position in the storage of each element, in row-major order.
template <class Visit>
void for_each_position(const Sizes& sizes, const Sizes& strides, std::int64_t offset, Visit visit) {
  const std::int64_t count = count_of(sizes);
  Sizes index(sizes.size(), 0);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t at = offset;
    for (std::size_t d = 0; d < index.size(); ++d) at += index[d] * strides[d];
    visit(i, at);
    for (std::size_t d = index.size(); d-- > 0;) {
      if (++index[d] < sizes[d]) break;
      index[d] = 0;
    }
  }
}

}  // namespace

Stream::Stream(const std::string& key) {
  const std::string digest = sha256_hex(key);
  key_[0] = std::stoull(digest.substr(0, 16), nullptr, 16);
  key_[1] = std::stoull(digest.substr(16, 16), nullptr, 16);
}

std::uint64_t Stream::bits() {
  return mixed(key_[0] ^ mixed(key_[1] + counter_++ * 0x9E3779B97F4A7C15ULL));
}

double Stream::uniform() {
  return std::ldexp(static_cast<double>(bits() >> 11U), -53);
}

double Stream::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::int64_t Stream::below(std::int64_t limit) {
  return static_cast<std::int64_t>(bits() % static_cast<std::uint64_t>(limit));
}

std::vector<std::size_t> shuffled(std::size_t count, Stream& stream) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1],
              order[static_cast<std::size_t>(stream.below(static_cast<std::int64_t>(i)))]);
  }
  return order;
}

Storage storage_of(const TensorLiteral& literal, Stream& stream) {
  const Layout layout = literal.layout.value_or(Layout::contiguous);
  const std::size_t rank = literal.sizes.size();
  Storage dense{literal.dtype, literal.sizes, contiguous_strides(literal.sizes), 0, 0, ""};
  if (layout == Layout::expanded && rank > 0 && count_of(literal.sizes) > 0) {
    Sizes kept = literal.sizes;
    kept[0] = 1;
    dense.bytes = encoded_all(literal.dtype, values_of(literal, kept, stream));
    dense.elements = count_of(kept);
    dense.strides[0] = 0;
    return dense;
  }
  dense.bytes = encoded_all(literal.dtype, values_of(literal, literal.sizes, stream));
  dense.elements = count_of(literal.sizes);
  if (layout == Layout::sliced) return sliced(std::move(dense));
  if (layout != Layout::transposed || rank < 2) return dense;
  Sizes swapped = literal.sizes;
  std::swap(swapped[rank - 1], swapped[rank - 2]);
  Sizes strides = contiguous_strides(swapped);
  std::swap(strides[rank - 1], strides[rank - 2]);
  dense.bytes = permuted(dense, strides);
  dense.strides = strides;
  return dense;
}

Tensor tensor_of(const Storage& storage) {
  Tensor tensor{storage.dtype, storage.sizes, "", false};
  const std::size_t width = bytes_of(storage.dtype);
  for_each_position(
      storage.sizes, storage.strides, storage.offset, [&](std::int64_t, std::int64_t at) {
        tensor.bytes.append(storage.bytes, static_cast<std::size_t>(at) * width, width);
      });
  return tensor;
}

Storage with_element(const Storage& storage, std::int64_t i, double value) {
  Storage changed{
      storage.dtype,           storage.sizes,           contiguous_strides(storage.sizes), 0,
      count_of(storage.sizes), tensor_of(storage).bytes};
  const std::string bytes = encoded(storage.dtype, value);
  changed.bytes.replace(static_cast<std::size_t>(i) * bytes.size(), bytes.size(), bytes);
  return changed;
}

namespace {

// The finaliser of SplitMix64.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

Sizes contiguous_strides(const Sizes& sizes) {
  Sizes strides(sizes.size());
  std::int64_t stride = 1;
  for (std::size_t d = sizes.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= sizes[d];
  }
  return strides;
}

std::vector<double> values_of(const TensorLiteral& literal, const Sizes& sizes, Stream& stream) {
  if (literal.values) return *literal.values;
  const Dtype dtype = literal.dtype;
  const Fill fill = literal.fill.value_or(dtype.is_float() ? Fill::normal : Fill::ints);
  std::vector<double> values(static_cast<std::size_t>(count_of(sizes)));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = drawn(fill, dtype, static_cast<std::int64_t>(i), stream);
  }
  return values;
}

double drawn(Fill fill, Dtype dtype, std::int64_t i, Stream& stream) {
  switch (fill) {
    case Fill::normal:
      return stream.normal();
    case Fill::uniform:
      return stream.uniform();
    case Fill::positive:
      return std::fabs(stream.normal()) + 0.0078125;
    case Fill::ints: {
      const auto value = static_cast<double>(stream.below(17) - 8);
      if (dtype.kind() == Kind::boolean) return std::fmod(std::fabs(value), 2);
      return dtype.kind() == Kind::u8 ? value + 8 : value;
    }
    case Fill::special:
      return special(dtype, stream);
    case Fill::index:
      return static_cast<double>(dtype.bytes() == 1 && dtype.kind() != Kind::boolean ? i % 128 : i);
  }
  return 0;
}

// Half of the elements are normal; the others are the corners of the format.
double special(Dtype dtype, Stream& stream) {
  const double ordinary = stream.normal();
  const std::int64_t choice = stream.below(20);
  if (!dtype.is_float()) {
    const bool is_u8 = dtype.kind() == Kind::u8;
    const bool is_bool = dtype.kind() == Kind::boolean;
    const double top = is_bool ? 1.0 : std::ldexp(1.0, 8 * static_cast<int>(dtype.bytes()) - 1);
    if (choice == 0) return is_u8 ? 255 : top - 1;
    return choice == 1 && !is_u8 && !is_bool ? -top : std::nearbyint(ordinary * 4);
  }
  const double inf = std::numeric_limits<double>::infinity();
  const double least = spacing(dtype, 0);
  const int top = dtype.kind() == Kind::f16 ? 15 : dtype.kind() == Kind::f64 ? 1023 : 127;
  const double corners[] = {std::numeric_limits<double>::quiet_NaN(),
                            inf,
                            -inf,
                            0.0,
                            -0.0,
                            least,
                            -3 * least,
                            std::ldexp(1.75, top),
                            -std::ldexp(1.75, top),
                            1.0};
  return choice < 10 ? corners[choice] : ordinary;
}

std::string encoded_all(Dtype dtype, const std::vector<double>& values) {
  std::string bytes;
  bytes.reserve(values.size() * bytes_of(dtype));
  for (const double value : values) bytes += encoded(dtype, value);
  return bytes;
}

Storage sliced(Storage dense) {
  const std::size_t width = bytes_of(dense.dtype);
  const double poison = is_float(dense.dtype) ? std::numeric_limits<double>::quiet_NaN() : 1e300;
  const std::string gap = encoded(dense.dtype, poison);
  std::string bytes;
  for (std::int64_t i = 0; i < kSliceOffset; ++i) bytes += gap;
  for (std::int64_t i = 0; i < dense.elements; ++i) {
    bytes.append(dense.bytes, static_cast<std::size_t>(i) * width, width);
    bytes += gap;
  }
  for (std::int64_t& stride : dense.strides) stride *= 2;
  dense.offset = kSliceOffset;
  dense.elements = kSliceOffset + 2 * dense.elements;
  dense.bytes = std::move(bytes);
  return dense;
}

// The bytes of `dense` where `strides` expect them.
std::string permuted(const Storage& dense, const Sizes& strides) {
  const std::size_t width = bytes_of(dense.dtype);
  std::string bytes(dense.bytes.size(), '\0');
  for_each_position(dense.sizes, strides, 0, [&](std::int64_t i, std::int64_t at) {
    bytes.replace(static_cast<std::size_t>(at) * width, width, dense.bytes,
                  static_cast<std::size_t>(i) * width, width);
  });
  return bytes;
}

}  // namespace
}  // namespace wright
