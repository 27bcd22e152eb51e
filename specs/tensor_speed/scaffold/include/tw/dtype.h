// The element types of tensors, their names and their sizes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tw {

// The order is part of the contract: tables are indexed by it.
enum class Dtype : std::uint8_t { boolean, u8, i8, i16, i32, i64, f16, bf16, f32, f64 };

inline constexpr int kDtypeCount = 10;
inline constexpr std::array<std::string_view, kDtypeCount> kDtypeNames = {
    "bool", "u8", "i8", "i16", "i32", "i64", "f16", "bf16", "f32", "f64"};
inline constexpr std::array<std::size_t, kDtypeCount> kDtypeBytes = {1, 1, 1, 2, 4, 8, 2, 2, 4, 8};

[[nodiscard]] constexpr std::string_view name_of(Dtype dtype) {
  return kDtypeNames[static_cast<std::size_t>(dtype)];
}
[[nodiscard]] constexpr std::size_t bytes_of(Dtype dtype) {
  return kDtypeBytes[static_cast<std::size_t>(dtype)];
}

[[nodiscard]] constexpr bool is_float(Dtype dtype) {
  return dtype >= Dtype::f16;
}
// u8 to i64: not bool.
[[nodiscard]] constexpr bool is_integer(Dtype dtype) {
  return dtype > Dtype::boolean && dtype < Dtype::f16;
}

// The dtype that both are taken as: the smallest that holds the values of both kinds.  The table
// is PyTorch's, and the same for tensors of every rank:
//   bool gives way; u8 with i8 is i16, u8 with another signed integer is that one; an integer
//   with a float is the float; f16 with bf16 is f32; otherwise the wider.
[[nodiscard]] Dtype promote(Dtype a, Dtype b) noexcept;

// The dtype of this name, or nothing.
[[nodiscard]] std::optional<Dtype> dtype_named(std::string_view name);

}  // namespace tw
