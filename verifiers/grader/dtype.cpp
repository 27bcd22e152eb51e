#include "grader/dtype.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace wright {
namespace {

using Kind = Dtype::Kind;

// What a binary floating-point format is made of.
struct Format {
  int mantissa_bits;
  int exponent_min;  // Of the smallest normal, as for ilogb.
  int exponent_max;
};

Format format_of(Dtype dtype);
double rounded_to_format(const Format& format, double value);
double rounded_to_integer(Dtype dtype, double value);
std::uint16_t half_bits(double value);
double half_value(std::uint16_t bits);

template <class T>
T load(const char* bytes) {
  T value{};
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <class T>
std::string store(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

}  // namespace

Dtype::Dtype(std::string_view name) {
  static constexpr std::string_view kNames[] = {"",    "bool", "u8",   "i8",  "i16", "i32",
                                                "i64", "f16",  "bf16", "f32", "f64"};
  for (std::size_t i = 1; i < std::size(kNames); ++i) {
    if (name == kNames[i]) kind_ = static_cast<Kind>(i);
  }
}

std::size_t Dtype::bytes() const {
  static constexpr std::size_t kBytes[] = {0, 1, 1, 1, 2, 4, 8, 2, 2, 4, 8};
  return kBytes[static_cast<std::size_t>(kind_)];
}

std::size_t bytes_of(Dtype dtype) {
  return dtype.bytes();
}

bool is_float(Dtype dtype) {
  return dtype.is_float();
}

double decoded(Dtype dtype, const char* bytes) {
  switch (dtype.kind()) {
    case Kind::f32:
      return static_cast<double>(load<float>(bytes));
    case Kind::f64:
      return load<double>(bytes);
    case Kind::f16:
      return half_value(load<std::uint16_t>(bytes));
    case Kind::bf16: {
      const std::uint32_t word = static_cast<std::uint32_t>(load<std::uint16_t>(bytes)) << 16U;
      return static_cast<double>(load<float>(reinterpret_cast<const char*>(&word)));
    }
    case Kind::i64:
      return static_cast<double>(load<std::int64_t>(bytes));
    case Kind::i32:
      return load<std::int32_t>(bytes);
    case Kind::i16:
      return load<std::int16_t>(bytes);
    case Kind::i8:
      return load<std::int8_t>(bytes);
    default:
      return load<std::uint8_t>(bytes);
  }
}

// The processor rounds to float as the formula for any format does.
double rounded(Dtype dtype, double value) {
  if (dtype.kind() == Kind::f64) return value;
  if (dtype.kind() == Kind::f32) return static_cast<double>(static_cast<float>(value));
  if (dtype.is_float()) return rounded_to_format(format_of(dtype), value);
  return rounded_to_integer(dtype, value);
}

std::string encoded(Dtype dtype, double value) {
  const double near = rounded(dtype, value);
  switch (dtype.kind()) {
    case Kind::f64:
      return store(near);
    case Kind::f32:
      return store(static_cast<float>(near));
    case Kind::f16:
      return store(half_bits(near));
    case Kind::bf16: {
      const auto word = load<std::uint32_t>(store(static_cast<float>(near)).data());
      return store(static_cast<std::uint16_t>(word >> 16U));
    }
    case Kind::i64: {
      const bool is_top = near >= 9223372036854775807.0;
      return store(is_top ? std::numeric_limits<std::int64_t>::max()
                          : static_cast<std::int64_t>(near));
    }
    case Kind::i32:
      return store(static_cast<std::int32_t>(near));
    case Kind::i16:
      return store(static_cast<std::int16_t>(near));
    case Kind::i8:
      return store(static_cast<std::int8_t>(near));
    default:
      return store(static_cast<std::uint8_t>(near));
  }
}

double spacing(Dtype dtype, double value) {
  if (!dtype.is_float()) return 1;
  const Format format = format_of(dtype);
  const int exponent = value == 0 ? format.exponent_min : std::ilogb(value);
  return std::ldexp(1.0, std::max(exponent, format.exponent_min) - format.mantissa_bits);
}

namespace {

Format format_of(Dtype dtype) {
  if (dtype.kind() == Kind::f16) return {10, -14, 15};
  if (dtype.kind() == Kind::bf16) return {7, -126, 127};
  if (dtype.kind() == Kind::f32) return {23, -126, 127};
  return {52, -1022, 1023};
}

double rounded_to_format(const Format& format, double value) {
  if (!std::isfinite(value) || value == 0) return value;
  const int exponent = std::max(std::ilogb(value), format.exponent_min);
  const double unit = std::ldexp(1.0, exponent - format.mantissa_bits);
  const double near = std::nearbyint(value / unit) * unit;
  const double limit =
      std::ldexp(2.0 - std::ldexp(1.0, -format.mantissa_bits), format.exponent_max);
  if (std::fabs(near) > limit) {
    return std::copysign(std::numeric_limits<double>::infinity(), value);
  }
  return std::copysign(near, value);
}

double rounded_to_integer(Dtype dtype, double value) {
  if (std::isnan(value)) return 0;
  if (dtype.kind() == Kind::boolean) return value != 0 ? 1 : 0;
  if (dtype.kind() == Kind::u8) return std::fmin(std::fmax(std::nearbyint(value), 0), 255);
  const int bits = static_cast<int>(dtype.bytes()) * 8 - 1;
  const double limit = std::ldexp(1.0, bits);
  const double top = bits == 63 ? limit : limit - 1;
  return std::fmin(std::fmax(std::nearbyint(value), -limit), top);
}

// `value` is one that the format has.
std::uint16_t half_bits(double value) {
  const unsigned sign = std::signbit(value) ? 0x8000U : 0U;
  const double size = std::fabs(value);
  if (std::isnan(value)) return 0x7E00;
  if (std::isinf(value)) return static_cast<std::uint16_t>(sign | 0x7C00U);
  if (size < std::ldexp(1.0, -14)) {
    return static_cast<std::uint16_t>(sign | static_cast<unsigned>(std::ldexp(size, 24)));
  }
  const int exponent = std::ilogb(size);
  const auto mantissa = static_cast<unsigned>(std::ldexp(size, 10 - exponent)) - 1024U;
  return static_cast<std::uint16_t>(sign | (static_cast<unsigned>(exponent + 15) << 10U) |
                                    mantissa);
}

double half_value(std::uint16_t bits) {
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

}  // namespace
}  // namespace wright
