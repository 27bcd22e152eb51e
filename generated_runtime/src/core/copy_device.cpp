#include "core/copy.h"
#include "core/device.h"

namespace tw {

Tensor copy_to(std::string_view op, const TensorImpl& x, Device device) {
  if (!device.is_cuda() && !x.device().is_cuda()) return contiguous_copy(op, x);
  if (device != x.device() && !x.is_contiguous())
    return copy_to(op, *contiguous_copy(op, x).impl(), device);
  const std::size_t element_bytes = bytes_of(x.dtype());
  const Tensor result = new_tensor_on(device, op, x.sizes(), x.dtype());
  if (x.is_contiguous())
    cuda::copy_bytes(device, result.data(), x.device(), x.data(),
                     static_cast<std::size_t>(x.numel()) * element_bytes);
  else
    cuda::copy_elements(device, element_bytes, x.sizes(),
                        {result.data(), x.data(), result.impl()->strides(), x.strides()});
  return result;
}

}  // namespace tw
