// Sizes, strides and dims: lists of at most kRankMax integers, and the rules about them.
//
// Functions that take `op` throw tw::Error with a message that starts "[op] ".
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tw {

inline constexpr int kRankMax = 16;

// Integers that somebody else owns, for arguments: a vector, an array, Dims or {1, 2}.
class IntSpan : public std::span<const std::int64_t> {
 public:
  IntSpan() = default;
  IntSpan(std::span<const std::int64_t> list) : span(list) {}
  IntSpan(const std::vector<std::int64_t>& list) : span(list) {}
  // The list lives until the end of the full expression, as the argument of a call does.
  IntSpan(std::initializer_list<std::int64_t> list) : span(list.begin(), list.size()) {}
};

// Integers by value without a heap allocation.  Never more than kRankMax of them.
class Dims {
 public:
  Dims() = default;
  Dims(std::size_t count, std::int64_t value) : count_(count) {
    assert(count <= kRankMax);
    std::fill_n(values_.begin(), count, value);
  }
  explicit Dims(std::span<const std::int64_t> list) : count_(list.size()) {
    assert(list.size() <= kRankMax);
    std::copy(list.begin(), list.end(), values_.begin());
  }

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  std::int64_t& operator[](std::size_t i) { return values_[i]; }
  const std::int64_t& operator[](std::size_t i) const { return values_[i]; }
  std::int64_t* begin() { return values_.data(); }
  std::int64_t* end() { return values_.data() + count_; }
  [[nodiscard]] const std::int64_t* begin() const { return values_.data(); }
  [[nodiscard]] const std::int64_t* end() const { return values_.data() + count_; }
  void push_back(std::int64_t value) {
    assert(count_ < kRankMax);
    values_[count_++] = value;
  }
  operator IntSpan() const { return std::span<const std::int64_t>(values_.data(), count_); }

  bool operator==(const Dims& other) const {
    return std::equal(begin(), end(), other.begin(), other.end());
  }

 private:
  std::size_t count_ = 0;
  std::array<std::int64_t, kRankMax> values_{};
};

// "[2, 3]", and "[]" for a 0-d tensor.
[[nodiscard]] std::string to_text(IntSpan list);

// The product of the sizes, 1 for none.  Throws for a negative size, more than kRankMax sizes,
// and a product beyond 2^63 - 1; a zero among the sizes does not excuse the product of the others.
[[nodiscard]] std::int64_t numel_of(std::string_view op, IntSpan sizes);

// Row-major strides in elements.  A size of 0 counts as 1, so strides never are 0.
[[nodiscard]] Dims contiguous_strides(IntSpan sizes);

// `dim` from 0 to rank - 1, where a negative one counts from the end.  Throws
// "[op] dim 3 out of range for 2 dims".
[[nodiscard]] int wrap_dim(std::string_view op, std::int64_t dim, int rank);

// The sizes that both broadcast to, aligned at the last dim, where 1 stretches (also to 0).
// Throws "[op] sizes [2, 3] and [2, 4] do not broadcast".
[[nodiscard]] Dims broadcast_sizes(std::string_view op, IntSpan a, IntSpan b);

}  // namespace tw
