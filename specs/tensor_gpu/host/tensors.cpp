#include "tensors.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#ifdef HAS_DEVICES
#include "tw/cuda_memory.h"
#include "tw/dispatch.h"
#if __has_include("candidate/from_device.h")
#include "candidate/from_device.h"
#endif
#endif
#include "tw/view.h"

namespace host = wright::host;

namespace {

// What lives on a device is read through a copy; on the emulator kernels must have written it.
tw::Tensor on_the_cpu(const tw::Tensor& tensor) {
#ifdef HAS_DEVICES
  if (!tensor.device().is_cuda()) return tensor;
  tw::Tensor copy = std::get<tw::Tensor>(tw::call("cpu", {tensor}).at(0));
#if __has_include("candidate/from_device.h")
  if (tensor.is_contiguous() && tensor.numel() != 0) {
    const auto bytes = static_cast<std::size_t>(tensor.numel()) * tw::bytes_of(tensor.dtype());
    emu::must_be_by_device(tensor.data(), bytes, "a result on the device");
  }
#endif
  return copy;
#else
  return tensor;
#endif
}

#if defined(HAS_ALLOCATOR) && __has_include("candidate/from_device.h")
// The allocator keeps memory until the process ends.  Here it gives that back before the emulator
// looks, to which what is left then was forgotten.  A failure comes out as the end of the process.
struct GivesBack {
  ~GivesBack() {
    try {
      tw::release_cuda_memory({tw::Device::Kind::cuda, 0});
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
      std::_Exit(3);
    }
  }
} gives_back;
#endif

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
