// A tensor as bytes, the form in which it crosses the pipe, and the few verbs
// that hosts and oracles need to take it apart.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wright::host {

using Sizes = std::vector<std::int64_t>;

struct TensorData {
  std::string dtype;  // bool u8 i8 i16 i32 i64 f16 bf16 f32 f64
  Sizes sizes;
  Sizes strides;            // In elements.
  std::int64_t offset = 0;  // Of the first element, in elements.
  std::string storage;      // Little-endian bytes.
  bool wide = false;        // From an oracle: storage is fp64, whatever dtype says.
};

// The number of elements of a shape.
inline std::int64_t count_of(const Sizes& sizes) {
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  return count;
}

// Row-major strides, in elements.
inline Sizes contiguous_strides(const Sizes& sizes) {
  Sizes strides(sizes.size());
  std::int64_t stride = 1;
  for (std::size_t d = sizes.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= sizes[d];
  }
  return strides;
}

// Bytes of one element; 0 for an unknown dtype.
inline std::size_t bytes_of(std::string_view dtype) {
  if (dtype == "bool" || dtype == "u8" || dtype == "i8") return 1;
  if (dtype == "i16" || dtype == "f16" || dtype == "bf16") return 2;
  if (dtype == "i32" || dtype == "f32") return 4;
  return dtype == "i64" || dtype == "f64" ? 8 : 0;
}

namespace detail {

template <class T>
T load(const char* bytes) {
  T value{};
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

inline double half_value(std::uint16_t bits) {
  const double sign = (bits & 0x8000U) != 0 ? -1.0 : 1.0;
  const int exponent = (bits >> 10U) & 0x1F;
  const int mantissa = bits & 0x3FF;
  if (exponent == 31) {
    return mantissa != 0 ? std::numeric_limits<double>::quiet_NaN()
                         : sign * std::numeric_limits<double>::infinity();
  }
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(mantissa + 1024, exponent - 25);
}

inline double bfloat_value(std::uint16_t bits) {
  const std::uint32_t word = static_cast<std::uint32_t>(bits) << 16U;
  return static_cast<double>(load<float>(reinterpret_cast<const char*>(&word)));
}

inline double element_value(std::string_view dtype, const char* bytes) {
  if (dtype == "f32") return static_cast<double>(load<float>(bytes));
  if (dtype == "f64") return load<double>(bytes);
  if (dtype == "f16") return half_value(load<std::uint16_t>(bytes));
  if (dtype == "bf16") return bfloat_value(load<std::uint16_t>(bytes));
  if (dtype == "i64") return static_cast<double>(load<std::int64_t>(bytes));
  if (dtype == "i32") return load<std::int32_t>(bytes);
  if (dtype == "i16") return load<std::int16_t>(bytes);
  if (dtype == "i8") return load<std::int8_t>(bytes);
  return load<std::uint8_t>(bytes);
}

// Calls visit(element index in storage) for each element in row-major order.
template <class Visit>
void for_each_element(const TensorData& data, Visit visit) {
  const std::int64_t count = count_of(data.sizes);
  Sizes index(data.sizes.size(), 0);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t at = data.offset;
    for (std::size_t d = 0; d < index.size(); ++d) at += index[d] * data.strides[d];
    visit(at);
    for (std::size_t d = index.size(); d-- > 0;) {
      if (++index[d] < data.sizes[d]) break;
      index[d] = 0;
    }
  }
}

}  // namespace detail

// The elements in row-major order, whatever the layout.  T must be the C++ type
// of the dtype; anything else throws std::invalid_argument.
template <class T>
std::vector<T> elements(const TensorData& data) {
  const std::size_t width = data.wide ? sizeof(double) : bytes_of(data.dtype);
  if (sizeof(T) != width)
    throw std::invalid_argument("[host] " + data.dtype + " is not of this type");
  std::vector<T> result;
  result.reserve(static_cast<std::size_t>(count_of(data.sizes)));
  detail::for_each_element(data, [&](std::int64_t at) {
    result.push_back(detail::load<T>(data.storage.data() + static_cast<std::size_t>(at) * width));
  });
  return result;
}

// The same, each element converted to double.  For oracles.
inline std::vector<double> widened(const TensorData& data) {
  const std::string dtype = data.wide ? "f64" : data.dtype;
  const std::size_t width = bytes_of(dtype);
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(count_of(data.sizes)));
  detail::for_each_element(data, [&](std::int64_t at) {
    const char* bytes = data.storage.data() + static_cast<std::size_t>(at) * width;
    result.push_back(detail::element_value(dtype, bytes));
  });
  return result;
}

// A contiguous tensor of these elements.
template <class T>
TensorData contiguous(std::string dtype, Sizes sizes, const T* values, std::size_t count) {
  TensorData data;
  data.dtype = std::move(dtype);
  data.strides = contiguous_strides(sizes);
  data.sizes = std::move(sizes);
  data.storage.resize(count * sizeof(T));
  if (count != 0) std::memcpy(data.storage.data(), values, count * sizeof(T));
  return data;
}

// An oracle's answer: exact values, and the dtype that the candidate must
// return them in.
inline TensorData exact(std::string dtype, Sizes sizes, const std::vector<double>& values) {
  TensorData data = contiguous(std::move(dtype), std::move(sizes), values.data(), values.size());
  data.wide = true;
  return data;
}

}  // namespace wright::host
