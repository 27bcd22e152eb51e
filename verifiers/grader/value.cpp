#include "grader/value.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kTextBytesMax = 120;

// What a binary floating-point format is made of.
struct Format {
  int mantissa_bits;
  int exponent_min;  // Of the smallest normal, as for ilogb.
  int exponent_max;
};

Format format_of(std::string_view dtype);
double rounded_to_format(const Format& format, double value);
double rounded_to_integer(std::string_view dtype, double value);
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

std::size_t bytes_of(std::string_view dtype) {
  if (dtype == "bool" || dtype == "u8" || dtype == "i8") return 1;
  if (dtype == "i16" || dtype == "f16" || dtype == "bf16") return 2;
  if (dtype == "i32" || dtype == "f32") return 4;
  return dtype == "i64" || dtype == "f64" ? 8 : 0;
}

bool is_float(std::string_view dtype) {
  return dtype == "f16" || dtype == "bf16" || dtype == "f32" || dtype == "f64";
}

std::int64_t count_of(const Sizes& sizes) {
  std::int64_t count = 1;
  bool is_empty = false;
  for (const std::int64_t size : sizes) {
    if (size < 0 || size > kElementsMax) return -1;
    if (size == 0) {
      is_empty = true;
      continue;
    }
    count *= size;
    if (count > kElementsMax) return -1;
  }
  return is_empty ? 0 : count;
}

double element(const Tensor& tensor, std::int64_t i) {
  const std::string_view dtype = tensor.wide ? "f64" : std::string_view(tensor.dtype);
  const char* at = tensor.bytes.data() + static_cast<std::size_t>(i) * bytes_of(dtype);
  if (dtype == "f32") return static_cast<double>(load<float>(at));
  if (dtype == "f64") return load<double>(at);
  if (dtype == "f16") return half_value(load<std::uint16_t>(at));
  if (dtype == "bf16") {
    const std::uint32_t word = static_cast<std::uint32_t>(load<std::uint16_t>(at)) << 16U;
    return static_cast<double>(load<float>(reinterpret_cast<const char*>(&word)));
  }
  if (dtype == "i64") return static_cast<double>(load<std::int64_t>(at));
  if (dtype == "i32") return load<std::int32_t>(at);
  if (dtype == "i16") return load<std::int16_t>(at);
  if (dtype == "i8") return load<std::int8_t>(at);
  return load<std::uint8_t>(at);
}

double rounded(std::string_view dtype, double value) {
  if (dtype == "f64") return value;
  if (is_float(dtype)) return rounded_to_format(format_of(dtype), value);
  return rounded_to_integer(dtype, value);
}

std::string encoded(std::string_view dtype, double value) {
  const double near = rounded(dtype, value);
  if (dtype == "f64") return store(near);
  if (dtype == "f32") return store(static_cast<float>(near));
  if (dtype == "f16") return store(half_bits(near));
  if (dtype == "bf16") {
    const auto word = load<std::uint32_t>(store(static_cast<float>(near)).data());
    return store(static_cast<std::uint16_t>(word >> 16U));
  }
  if (dtype == "i64") {
    const bool is_top = near >= 9223372036854775807.0;
    return store(is_top ? std::numeric_limits<std::int64_t>::max()
                        : static_cast<std::int64_t>(near));
  }
  if (dtype == "i32") return store(static_cast<std::int32_t>(near));
  if (dtype == "i16") return store(static_cast<std::int16_t>(near));
  if (dtype == "i8") return store(static_cast<std::int8_t>(near));
  return store(static_cast<std::uint8_t>(near));
}

double spacing(std::string_view dtype, double value) {
  if (!is_float(dtype)) return 1;
  const Format format = format_of(dtype);
  const int exponent = value == 0 ? format.exponent_min : std::ilogb(value);
  return std::ldexp(1.0, std::max(exponent, format.exponent_min) - format.mantissa_bits);
}

std::string sizes_text(const Sizes& sizes) {
  return fmt::format("[{}]", fmt::join(sizes, "x"));
}

std::string number_text(double value) {
  return fmt::format("{:.9g}", value);
}

std::string to_text(const Value& value) {
  struct Texts {
    std::string operator()(None) const { return "none"; }
    std::string operator()(std::int64_t whole) const { return fmt::format("{}", whole); }
    std::string operator()(double real) const { return number_text(real); }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(const std::string& text) const {
      return fmt::format("\"{}\"", escape_for_terminal(head_and_tail(text, kTextBytesMax)));
    }
    std::string operator()(const Sizes& ints) const {
      return head_and_tail(fmt::format("[{}]", fmt::join(ints, ", ")), kTextBytesMax);
    }
    std::string operator()(const std::vector<double>& floats) const {
      return head_and_tail(fmt::format("[{}]", fmt::join(floats, ", ")), kTextBytesMax);
    }
    std::string operator()(const Tensor& tensor) const {
      return tensor.dtype + sizes_text(tensor.sizes);
    }
  };
  return std::visit(Texts{}, value);
}

namespace {

Format format_of(std::string_view dtype) {
  if (dtype == "f16") return {10, -14, 15};
  if (dtype == "bf16") return {7, -126, 127};
  if (dtype == "f32") return {23, -126, 127};
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

double rounded_to_integer(std::string_view dtype, double value) {
  if (std::isnan(value)) return 0;
  if (dtype == "bool") return value != 0 ? 1 : 0;
  if (dtype == "u8") return std::fmin(std::fmax(std::nearbyint(value), 0), 255);
  const int bits = static_cast<int>(bytes_of(dtype)) * 8 - 1;
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
