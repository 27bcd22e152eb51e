#include "cpu/where.h"

#include <cmath>
#include <optional>
#include <string>

#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

// What the dispatcher calls.
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
  library.define("clamp(Tensor x, float? low=None, float? high=None) -> Tensor", &kernels::clamp);
}

}  // namespace ops
}  // namespace tw
