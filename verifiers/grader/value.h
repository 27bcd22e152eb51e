// grader: runs cases on hosts and compares what they answer.
//
// value.h: what a register of a host may hold, as the grader has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "grader/dtype.h"

namespace wright {

using Sizes = std::vector<std::int64_t>;

constexpr std::size_t kRankMax = 16;
constexpr std::int64_t kElementsMax = 1LL << 25;

struct Tensor {
  std::string dtype;
  Sizes sizes;
  std::string bytes;  // Contiguous, row-major, little-endian; fp64 when wide.
  bool wide = false;  // From an oracle: exact values; `dtype` is what is asked for.

  bool operator==(const Tensor&) const = default;
};

struct None {
  bool operator==(const None&) const = default;
};

using Value =
    std::variant<None, std::int64_t, double, bool, std::string, Sizes, std::vector<double>, Tensor>;

// The product of the sizes, or -1 when it passes `kElementsMax` or a size is negative.
[[nodiscard]] std::int64_t count_of(const Sizes& sizes);

// Element `i` as a double: exact but for i64 beyond 2^53.
[[nodiscard]] double element(const Tensor& tensor, std::int64_t i);

// "f32[2x3]", "the string \"a\"", "3": escaped and short.
[[nodiscard]] std::string to_text(const Value& value);
[[nodiscard]] std::string sizes_text(const Sizes& sizes);
[[nodiscard]] std::string number_text(double value);

}  // namespace wright
