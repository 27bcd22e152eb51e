#include "core/device.h"

#include <string_view>

#include "core/copy.h"
#include "core/fail.h"
#include "core/tensor_impl.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

Tensor moved(std::string_view op, const Tensor& x, Device device) {
  return x.device() == device ? x : copy_to(op, *x.impl(), device);
}

// What the dispatcher calls.
namespace kernels {

// To the current device, or where that is the CPU, from there to the first.
Tensor cuda(const Tensor& x) {
  if (!x.defined()) fail("cuda", "the tensor is undefined");
  const Device current = current_device();
  if (current.is_cuda()) return moved("cuda", x, current);
  return x.device().is_cuda() ? x : moved("cuda", x, {Device::Kind::cuda, 0});
}

Tensor cpu(const Tensor& x) {
  if (!x.defined()) fail("cpu", "the tensor is undefined");
  return moved("cpu", x, {});
}

}  // namespace kernels

}  // namespace

Tensor to_device(const Tensor& x, Device device) {
  static const auto cuda_op = find_op("cuda").typed<Tensor(const Tensor&)>();
  static const auto cpu_op = find_op("cpu").typed<Tensor(const Tensor&)>();
  if (!device.is_cuda()) return cpu_op(x);
  const DeviceGuard guard(device);
  return cuda_op(x);
}

namespace ops {

void register_device(Library& library) {
  library.define("cuda(Tensor x) -> Tensor", &kernels::cuda);
  library.define("cpu(Tensor x) -> Tensor", &kernels::cpu);
  // Their results live where they say, and not where x does.
  library.define_for_all("cuda");
  library.define_for_all("cpu");
}

}  // namespace ops
}  // namespace tw
