// The header of a file of tensors, as a struct and as JSON.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tw/dtype.h"
#include "tw/safetensors.h"
#include "tw/shape.h"

namespace tw::io {

inline constexpr std::uint64_t kHeaderMax = 100'000'000;  // Bytes.

struct Entry {
  std::string name;
  Dtype dtype = Dtype::f32;
  Dims sizes;
  // Of the elements, in bytes from the end of the header.
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct Header {
  std::vector<Entry> entries;  // They follow each other without gaps.
  std::map<std::string, std::string> metadata;
};

// What is to be written: the widest dtypes first, then by name.  Throws for what no file can hold.
[[nodiscard]] Header header_of(const TensorFile& file);
// JSON, padded with spaces to a multiple of 8 bytes.
[[nodiscard]] std::string to_json(const Header& header);

// Throws unless everything in it is right, and the tensors fill `body_bytes` exactly.
[[nodiscard]] Header from_json(std::string_view text, std::uint64_t body_bytes);

}  // namespace tw::io
