#include "cpu/where.h"

#include <cmath>
#include <optional>
#include <string>

#include "cuda/elementwise.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

// The same on a CUDA device, which is the current one.
Tensor where_on_cuda(const Tensor& condition, const Tensor& a, const Tensor& b, Dtype dtype,
                     const Dims& sizes) {
  Tensor result = new_tensor_on(current_device(), "where", sizes, dtype);
  const Tensor left = as_on_cuda("where", a, dtype);
  const Tensor right = as_on_cuda("where", b, dtype);
  cuda::where({current_device()}, bytes_of(dtype), sizes, elements_of(result, sizes),
              elements_of(condition, sizes), elements_of(left, sizes), elements_of(right, sizes));
  return result;
}

// What the dispatcher calls, for every kind of device.
namespace kernels {

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  check_defined("where", condition);
  check_defined("where", a);
  check_defined("where", b);
  if (condition.dtype() != Dtype::boolean)
    fail("where", "condition must be bool, got " + std::string(name_of(condition.dtype())));
  const Dtype dtype = promote(a.dtype(), b.dtype());
  const Dims both = broadcast_sizes("where", a.sizes(), b.sizes());
  const Dims sizes = broadcast_sizes("where", condition.sizes(), both);
  if (condition.device().is_cuda()) return where_on_cuda(condition, a, b, dtype, sizes);
  Tensor result = new_tensor("where", sizes, dtype);
  cpu::where(result.data(), dtype, sizes, stretched(condition, sizes), stretched(a, sizes),
             stretched(b, sizes));
  return result;
}

Tensor clamp(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  check_defined("clamp", x);
  if (x.dtype() == Dtype::boolean) fail_dtype("clamp", x.dtype());
  if (!low && !high) fail("clamp", "needs a bound");
  if (is_integer(x.dtype())) {
    if ((low && std::isnan(*low)) || (high && std::isnan(*high)))
      fail("clamp", "a bound of integers must not be NaN");
    if (low) low = std::ceil(*low);
    if (high) high = std::floor(*high);
  }
  const Dims sizes(x.sizes());
  if (x.device().is_cuda()) {
    Tensor result = new_tensor_on(current_device(), "clamp", sizes, x.dtype());
    cuda::clamp({current_device()}, x.dtype(), sizes, elements_of(result, sizes),
                elements_of(x, sizes), low, high);
    return result;
  }
  Tensor result = new_tensor("clamp", sizes, x.dtype());
  cpu::clamp(result.data(), sizes, stretched(x, sizes), low, high);
  return result;
}

}  // namespace kernels
}  // namespace

Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b) {
  static const auto op =
      find_op("where").typed<Tensor(const Tensor&, const Tensor&, const Tensor&)>();
  return op(condition, a, b);
}

Tensor clamp(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  static const auto op =
      find_op("clamp").typed<Tensor(const Tensor&, std::optional<double>, std::optional<double>)>();
  return op(x, low, high);
}

namespace ops {

void register_where(Library& library) {
  library.define("where(Tensor condition, Tensor a, Tensor b) -> Tensor", &kernels::where);
  library.define_for(Device::Kind::cuda, "where", &kernels::where);
  library.define("clamp(Tensor x, float? low=None, float? high=None) -> Tensor", &kernels::clamp);
  library.define_for(Device::Kind::cuda, "clamp", &kernels::clamp);
}

}  // namespace ops
}  // namespace tw
