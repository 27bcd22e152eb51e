// Tensors in files of the format safetensors, which other programs read and write.  Defined by the task
// `files`.
//
// file := length header elements; length is 8 bytes, little-endian; header is a JSON object:
//   {"__metadata__": {"key": "text"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
// Offsets count bytes from the end of the header; elements are in row-major order, little-endian.
// Dtypes are BOOL U8 I8 I16 I32 I64 F16 BF16 F32 F64.
//
// All errors are tw::Error "[safetensors] ..."; nothing that a file says is trusted.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tw/tensor.h"

namespace tw {

struct TensorFile {
  std::map<std::string, Tensor> tensors;
  std::map<std::string, std::string> metadata;
};

// The bytes of a file.  Tensors of any strides; their gradients are not written.
[[nodiscard]] std::vector<std::byte> to_safetensors(const TensorFile& file);
// Tensors with storages of their own.
[[nodiscard]] TensorFile from_safetensors(std::span<const std::byte> bytes);

// Writes beside `path` and moves the file there, so that a crash leaves the old one.
// "[safetensors] cannot open PATH: reason", "[safetensors] cannot write PATH: reason".
void save_safetensors(const std::string& path, const TensorFile& file);
[[nodiscard]] TensorFile load_safetensors(const std::string& path);

}  // namespace tw
