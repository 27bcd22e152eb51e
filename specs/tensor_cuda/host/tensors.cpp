#include "tensors.h"

#include <cstring>

#ifdef HAS_DEVICES
#include "tw/dispatch.h"
#endif
#include "tw/view.h"

namespace host = wright::host;

namespace {

// What lives on a device is read through a copy.
tw::Tensor on_the_cpu(const tw::Tensor& tensor) {
#ifdef HAS_DEVICES
  if (tensor.device().is_cuda()) return std::get<tw::Tensor>(tw::call("cpu", {tensor}).at(0));
#endif
  return tensor;
}

}  // namespace

tw::Tensor make_tensor(const host::TensorData& data) {
  const std::optional<tw::Dtype> dtype = tw::dtype_named(data.dtype);
  if (!dtype) throw std::invalid_argument("[host] unknown dtype " + data.dtype);
  const auto count = static_cast<std::int64_t>(data.storage.size() / tw::bytes_of(*dtype));
  const tw::Tensor storage = tw::empty_tensor({count}, *dtype);
  if (count != 0) std::memcpy(storage.data(), data.storage.data(), data.storage.size());
  return tw::view::as_strided(storage, data.sizes, data.strides, data.offset);
}

host::TensorData read_tensor(const tw::Tensor& given) {
  const tw::Tensor tensor = on_the_cpu(given);
  host::TensorData data;
  data.dtype = std::string(tw::name_of(tensor.dtype()));
  data.sizes.assign(tensor.sizes().begin(), tensor.sizes().end());
  const host::Sizes strides(tensor.strides().begin(), tensor.strides().end());
  const std::size_t width = tw::bytes_of(tensor.dtype());
  const auto* first = static_cast<const char*>(tensor.data());
  host::TensorData source = data;
  source.strides = strides;
  data.strides = host::contiguous_strides(data.sizes);
  host::detail::for_each_element(source, [&](std::int64_t at) {
    data.storage.append(first + at * static_cast<std::int64_t>(width), width);
  });
  return data;
}
