// Data from the seed, and its layout in a storage.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "grader/cases.h"
#include "grader/value.h"

namespace wright {

// Random bits as a function of a key and a counter, the same everywhere.
class Stream {
 public:
  // `key` is any text: the seed with what the data is for.
  explicit Stream(const std::string& key);

  std::uint64_t bits();
  double uniform();  // In [0, 1).
  double normal();
  std::int64_t below(std::int64_t limit);  // In [0, limit).

 private:
  std::uint64_t key_[2] = {0, 0};
  std::uint64_t counter_ = 0;
};

// A shuffle of 0..count-1.
std::vector<std::size_t> shuffled(std::size_t count, Stream& stream);

// A tensor as a host is given it.
struct Storage {
  std::string dtype;
  Sizes sizes;
  Sizes strides;
  std::int64_t offset = 0;
  std::int64_t elements = 0;
  std::string bytes;

  bool operator==(const Storage&) const = default;
};

// What the literal stands for; `stream` is read only for data that is drawn.
// Without a fill, floats are normal and the others are ints.  Elements that no
// index reaches hold NaN, or the largest integer.
Storage storage_of(const TensorLiteral& literal, Stream& stream);

// The logical elements, contiguous.
Tensor tensor_of(const Storage& storage);

// The same logical tensor with one element changed (a layout that repeats
// elements becomes contiguous).
Storage with_element(const Storage& storage, std::int64_t i, double value);

}  // namespace wright
