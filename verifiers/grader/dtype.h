// The element types of tensors: how their numbers are read, rounded and written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wright {

// One of `bool u8 i8 i16 i32 i64 f16 bf16 f32 f64`.  It is made from its name, once
// before a loop over elements.
class Dtype {
 public:
  enum class Kind : std::uint8_t { unknown, boolean, u8, i8, i16, i32, i64, f16, bf16, f32, f64 };

  Dtype(std::string_view name);
  Dtype(const std::string& name) : Dtype(std::string_view(name)) {}
  Dtype(const char* name) : Dtype(std::string_view(name)) {}

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_float() const { return kind_ >= Kind::f16; }
  [[nodiscard]] std::size_t bytes() const;  // Of an element; 0 when unknown.

 private:
  Kind kind_ = Kind::unknown;
};

// Bytes of an element; 0 for an unknown dtype.
[[nodiscard]] std::size_t bytes_of(Dtype dtype);
[[nodiscard]] bool is_float(Dtype dtype);

// The element that begins at `bytes`: exact but for i64 beyond 2^53.
[[nodiscard]] double decoded(Dtype dtype, const char* bytes);

// The nearest value of the dtype, ties to even; integers saturate.
[[nodiscard]] double rounded(Dtype dtype, double value);

// The bytes of `rounded`.
[[nodiscard]] std::string encoded(Dtype dtype, double value);

// The distance between neighbours of the dtype at this finite value; 1 for integers.
[[nodiscard]] double spacing(Dtype dtype, double value);

}  // namespace wright
