#include "tensors.h"

#include <array>

namespace host = wright::host;

namespace {

constexpr std::array<std::pair<const char*, at::ScalarType>, 10> kDtypes{{
    {"bool", at::kBool},
    {"u8", at::kByte},
    {"i8", at::kChar},
    {"i16", at::kShort},
    {"i32", at::kInt},
    {"i64", at::kLong},
    {"f16", at::kHalf},
    {"bf16", at::kBFloat16},
    {"f32", at::kFloat},
    {"f64", at::kDouble},
}};

}  // namespace

at::ScalarType dtype_of(const std::string& name) {
  for (const auto& [known, type] : kDtypes) {
    if (name == known) return type;
  }
  throw std::invalid_argument("[host] unknown dtype " + name);
}

at::Tensor make_tensor(const host::TensorData& data) {
  const auto count = static_cast<std::int64_t>(data.storage.size() / host::bytes_of(data.dtype));
  const at::Tensor storage = at::empty({count}, dtype_of(data.dtype));
  if (count != 0) std::memcpy(storage.data_ptr(), data.storage.data(), data.storage.size());
  return storage.as_strided(data.sizes, data.strides, data.offset);
}

host::TensorData read_tensor(const at::Tensor& tensor) {
  const at::Tensor whole = tensor.detach().contiguous();
  for (const auto& [name, type] : kDtypes) {
    if (whole.scalar_type() != type) continue;
    const auto* bytes = static_cast<const char*>(whole.data_ptr());
    host::TensorData data;
    data.dtype = name;
    data.sizes = whole.sizes().vec();
    data.strides = host::contiguous_strides(data.sizes);
    data.storage.assign(bytes, whole.nbytes());
    return data;
  }
  throw host::Unsupported{};
}
