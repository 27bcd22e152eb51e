#include "array.h"

#include <algorithm>

#include "dtype.h"

namespace oracle {

namespace host = wright::host;

constexpr std::int64_t kElementsMax = 1 << 25;

Array make(Sizes sizes, std::vector<double> elements, std::string dtype) {
  Sizes strides = host::contiguous_strides(sizes);
  auto storage = std::make_shared<Storage>();
  storage->values = std::move(elements);
  return {std::move(storage), std::move(sizes), std::move(strides), 0, std::move(dtype)};
}

Array from_data(const host::TensorData& data) {
  host::TensorData whole = data;
  whole.sizes = {static_cast<std::int64_t>(data.storage.size() / host::bytes_of(data.dtype))};
  whole.strides = {1};
  whole.offset = 0;
  Array array = make(data.sizes, host::widened(whole), data.dtype);
  array.strides = data.strides;
  array.offset = data.offset;
  return array;
}

std::int64_t count(const Sizes& sizes) {
  std::int64_t product = 1;
  for (const std::int64_t size : sizes) {
    if (size < 0 || size > kElementsMax) throw std::invalid_argument("a size out of bounds");
    product *= size;
    if (product > kElementsMax) throw std::invalid_argument("too many elements");
  }
  return product;
}

std::vector<double> elements(const Array& x) {
  host::TensorData shape;
  shape.sizes = x.sizes;
  shape.strides = x.strides;
  shape.offset = x.offset;
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(count(x.sizes)));
  host::detail::for_each_element(shape, [&](std::int64_t at) {
    result.push_back(x.storage->values.at(static_cast<std::size_t>(at)));
  });
  return result;
}

std::vector<double> rounded_elements(const Array& x) {
  std::vector<double> result = elements(x);
  for (double& value : result) value = rounded_to(x.dtype, value);
  return result;
}

bool is_contiguous(const Array& x) {
  const Sizes dense = host::contiguous_strides(x.sizes);
  for (std::size_t d = 0; d < dense.size(); ++d) {
    if (x.sizes[d] != 1 && x.strides[d] != dense[d]) return false;
  }
  return true;
}

std::size_t wrapped(std::int64_t dim, std::size_t rank) {
  const std::int64_t d = dim < 0 ? dim + static_cast<std::int64_t>(rank) : dim;
  if (d < 0 || d >= static_cast<std::int64_t>(rank))
    throw std::invalid_argument("dim out of range");
  return static_cast<std::size_t>(d);
}

Sizes broadcast(const Sizes& a, const Sizes& b) {
  Sizes sizes(std::max(a.size(), b.size()));
  for (std::size_t i = 1; i <= sizes.size(); ++i) {
    const std::int64_t x = i <= a.size() ? a[a.size() - i] : 1;
    const std::int64_t y = i <= b.size() ? b[b.size() - i] : 1;
    if (x != y && x != 1 && y != 1) throw std::invalid_argument("sizes do not broadcast");
    sizes[sizes.size() - i] = x == 1 ? y : x;
  }
  return sizes;
}

Array expanded(const Array& x, const Sizes& sizes) {
  Array result = x;
  result.sizes = sizes;
  result.strides.assign(sizes.size(), 0);
  const std::size_t lead = sizes.size() - x.sizes.size();
  for (std::size_t i = 0; i < x.sizes.size(); ++i) {
    if (sizes[lead + i] == -1) result.sizes[lead + i] = x.sizes[i];
    if (result.sizes[lead + i] == x.sizes[i]) result.strides[lead + i] = x.strides[i];
  }
  return result;
}

Array transposed(const Array& x, std::size_t dim0, std::size_t dim1) {
  Array result = x;
  std::swap(result.sizes[dim0], result.sizes[dim1]);
  std::swap(result.strides[dim0], result.strides[dim1]);
  return result;
}

Array array(const Args& args, std::size_t i) {
  return host::as<Array>(args.at(i));
}

bool is_given(const Args& args, std::size_t i) {
  return i < args.size() && !std::holds_alternative<std::monostate>(args[i]);
}

}  // namespace oracle
