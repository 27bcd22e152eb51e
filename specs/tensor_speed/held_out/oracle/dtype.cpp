#include "dtype.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "array.h"

namespace oracle {

namespace {

namespace host = wright::host;

constexpr std::array<const char*, 10> kNames = {"bool", "u8",  "i8",   "i16", "i32",
                                                "i64",  "f16", "bf16", "f32", "f64"};

std::size_t rank_of(const std::string& dtype) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (dtype == kNames[i]) return i;
  }
  throw std::invalid_argument("unknown dtype " + dtype);
}

// To a format with `bits` bits behind the point and exponents from `least` to `most`.
double rounded_to_format(double value, int bits, int least, int most) {
  if (!std::isfinite(value) || value == 0) return value;
  const double unit = std::ldexp(1.0, std::max(std::ilogb(value), least) - bits);
  const double near = std::nearbyint(value / unit) * unit;
  const double limit = std::ldexp(2.0 - std::ldexp(1.0, -bits), most);
  const double size = std::fabs(near) > limit ? std::numeric_limits<double>::infinity() : near;
  return std::copysign(size, value);
}

// The least and the largest value of an integer dtype; the largest i64 is taken as 2^63.
double least_of(const std::string& dtype) {
  return dtype == "u8" ? 0.0 : -std::ldexp(1.0, static_cast<int>(host::bytes_of(dtype)) * 8 - 1);
}
double most_of(const std::string& dtype) {
  if (dtype == "u8") return 255.0;
  return dtype == "i64" ? -least_of(dtype) : -least_of(dtype) - 1;
}

}  // namespace

bool is_float(const std::string& dtype) {
  return rank_of(dtype) >= rank_of("f16");
}

bool is_integer(const std::string& dtype) {
  return dtype != "bool" && !is_float(dtype);
}

int category(const std::string& dtype) {
  return is_float(dtype) ? 2 : is_integer(dtype) ? 1 : 0;
}

std::string promoted(const std::string& a, const std::string& b) {
  const std::string less = kNames[std::min(rank_of(a), rank_of(b))];
  const std::string more = kNames[std::max(rank_of(a), rank_of(b))];
  if (less == "u8" && more == "i8") return "i16";
  if (less == "f16" && more == "bf16") return "f32";
  return more;
}

double rounded_to(const std::string& dtype, double value) {
  if (dtype == "f64") return value;
  if (dtype == "f32") return static_cast<double>(static_cast<float>(value));
  if (dtype == "f16") return rounded_to_format(value, 10, -14, 15);
  if (dtype == "bf16") return rounded_to_format(value, 7, -126, 127);
  if (dtype == "bool") return value != 0 ? 1.0 : 0.0;
  return value;  // Integers are kept as such.
}

double cast_to(const std::string& to, const std::string& from, double value) {
  if (is_float(to)) return value;
  if (to == "bool") return value != 0 ? 1.0 : 0.0;
  if (!is_float(from)) return wrap_to(to, whole(value));
  if (std::isnan(value)) return 0;
  return std::clamp(std::trunc(value), least_of(to), most_of(to)) + 0.0;
}

double wrap_to(const std::string& dtype, std::int64_t value) {
  if (dtype == "u8") return static_cast<std::uint8_t>(value);
  if (dtype == "i8") return static_cast<std::int8_t>(value);
  if (dtype == "i16") return static_cast<std::int16_t>(value);
  if (dtype == "i32") return static_cast<std::int32_t>(value);
  return static_cast<double>(value);
}

std::int64_t whole(double value) {
  const double limit = std::ldexp(1.0, 63);
  if (value >= limit) return std::numeric_limits<std::int64_t>::max();
  return value < -limit ? std::numeric_limits<std::int64_t>::min()
                        : static_cast<std::int64_t>(value);
}

}  // namespace oracle
