// Bytes, as u8 tensors and as the contents of files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "tw/ops.h"
#include "tw/safetensors.h"

using Bytes = std::vector<std::byte>;

// The elements of x, row by row.
inline Bytes bytes_of_elements(const tw::Tensor& x) {
  const tw::Tensor dense = tw::contiguous(x);
  Bytes bytes(static_cast<std::size_t>(dense.numel()) * tw::bytes_of(dense.dtype()));
  if (!bytes.empty()) std::memcpy(bytes.data(), dense.data(), bytes.size());
  return bytes;
}

inline tw::Tensor tensor_of_bytes(const Bytes& bytes) {
  const tw::Tensor x = tw::empty_tensor({static_cast<std::int64_t>(bytes.size())}, tw::Dtype::u8);
  if (!bytes.empty()) std::memcpy(x.data(), bytes.data(), bytes.size());
  return x;
}

inline void append(Bytes& bytes, const std::string& text) {
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
}

// A file of this header, whose stated length may be another one.
inline Bytes file_of(std::uint64_t length, const std::string& header, const Bytes& elements) {
  Bytes file;
  for (unsigned shift = 0; shift < 64; shift += 8)
    file.push_back(static_cast<std::byte>((length >> shift) & 0xFFU));
  append(file, header);
  file.insert(file.end(), elements.begin(), elements.end());
  return file;
}

// The names, joined by commas.
template <class Map>
std::string names_of(const Map& map) {
  std::string names;
  for (const auto& [name, held] : map) names += (names.empty() ? "" : ",") + name;
  return names;
}

// The entry of this name.
template <class Map>
auto entry(const Map& map, const std::string& name) {
  const auto found = map.find(name);
  if (found == map.end()) throw std::invalid_argument("[host] the file has no " + name);
  return found->second;
}

// Without the length before it.
inline std::string header(const Bytes& file) {
  std::uint64_t length = 0;
  if (file.size() < 8) throw std::invalid_argument("[host] the file has no header");
  std::memcpy(&length, file.data(), 8);
  if (length > file.size() - 8) throw std::invalid_argument("[host] the header is cut short");
  return {reinterpret_cast<const char*>(file.data()) + 8, static_cast<std::size_t>(length)};
}
