#include "cpu/norm.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/matmul_results.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/layers.h"

namespace tw {
namespace {

void check_sizes(std::string_view op, std::string_view name, const std::optional<Tensor>& given,
                 std::int64_t count) {
  if (!given || (given->rank() == 1 && given->sizes()[0] == count)) return;
  fail(op, std::string(name) + " has sizes " + to_text(given->sizes()) + ", needs " +
               to_text({count}));
}

Tensor norm(std::string_view op, bool centred, const Tensor& x,
            const std::optional<Tensor>& weight, const std::optional<Tensor>& bias, double eps) {
  check_defined(op, x);
  if (weight) check_defined(op, *weight);
  if (bias) check_defined(op, *bias);
  if (!is_float(x.dtype())) fail_dtype(op, x.dtype());
  if (weight) cpu::check_float_dtypes(op, x.dtype(), weight->dtype());
  if (bias) cpu::check_float_dtypes(op, x.dtype(), bias->dtype());
  if (x.rank() == 0) fail(op, "x must have a dim");
  const std::size_t last = x.sizes().size() - 1;
  const std::int64_t count = x.sizes()[last];
  check_sizes(op, "weight", weight, count);
  check_sizes(op, "bias", bias, count);

  Tensor result = new_tensor(op, x.sizes(), x.dtype());
  if (result.numel() == 0) return result;
  cpu::norm({
      .from = x.data(),
      .to = result.data(),
      .dtype = x.dtype(),
      .centred = centred,
      .eps = eps,
      .count = count,
      .stride = x.strides()[last],
      .weight = weight ? weight->data() : nullptr,
      .weight_stride = weight ? weight->strides()[0] : 0,
      .bias = bias ? bias->data() : nullptr,
      .bias_stride = bias ? bias->strides()[0] : 0,
      .sizes = Dims(x.sizes().first(last)),
      .strides = Dims(x.strides().first(last)),
  });
  return result;
}

Tensor layer_norm_kernel(const Tensor& x, const std::optional<Tensor>& weight,
                         const std::optional<Tensor>& bias, double eps) {
  return norm("layer_norm", true, x, weight, bias, eps);
}

Tensor rms_norm_kernel(const Tensor& x, const std::optional<Tensor>& weight, double eps) {
  return norm("rms_norm", false, x, weight, std::nullopt, eps);
}

}  // namespace

Tensor layer_norm(const Tensor& x, const std::optional<Tensor>& weight,
                  const std::optional<Tensor>& bias, double eps) {
  static const auto op =
      find_op("layer_norm")
          .typed<Tensor(const Tensor&, const std::optional<Tensor>&, const std::optional<Tensor>&,
                        double)>();
  return op(x, weight, bias, eps);
}

Tensor rms_norm(const Tensor& x, const std::optional<Tensor>& weight, double eps) {
  static const auto op =
      find_op("rms_norm").typed<Tensor(const Tensor&, const std::optional<Tensor>&, double)>();
  return op(x, weight, eps);
}

namespace ops {

void register_norm(Library& library) {
  library.define(
      "layer_norm(Tensor x, Tensor? weight=None, Tensor? bias=None, float eps=1e-05) -> Tensor",
      &layer_norm_kernel);
  library.define("rms_norm(Tensor x, Tensor? weight=None, float eps=1e-06) -> Tensor",
                 &rms_norm_kernel);
}

}  // namespace ops
}  // namespace tw
