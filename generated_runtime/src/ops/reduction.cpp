#include "cpu/reduction.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

using Reduced = std::array<bool, kRankMax>;

Reduced reduced_dims(std::string_view op, const std::optional<IntSpan>& dims, int rank) {
  Reduced reduced{};
  if (!dims) {
    reduced.fill(true);
    return reduced;
  }
  for (const std::int64_t dim : *dims) {
    const int wrapped = wrap_dim(op, dim, rank);
    bool& seen = reduced[static_cast<std::size_t>(wrapped)];
    if (seen) fail(op, "dim " + std::to_string(wrapped) + " appears twice");
    seen = true;
  }
  return reduced;
}

// `needs_elements`: a result without elements to take it from throws.
Tensor reduce(std::string_view op, void (*kernel)(const cpu::Reduction&), bool needs_elements,
              const Tensor& x, const std::optional<IntSpan>& dims, bool keepdim) {
  const TensorImpl& from = *x.impl();
  const Reduced reduced = reduced_dims(op, dims, from.rank());
  if (from.dtype() != Dtype::f32)
    fail(op, "dtype " + std::string(name_of(from.dtype())) + " is not supported");

  Dims sizes;
  std::int64_t results = 1;
  Dims to_strides(from.sizes().size(), 0);
  for (std::size_t i = 0; i < from.sizes().size(); ++i) {
    if (!reduced[i]) {
      sizes.push_back(from.sizes()[i]);
    } else if (keepdim) {
      sizes.push_back(1);
    }
  }
  for (std::size_t i = from.sizes().size(); i-- > 0;) {
    if (reduced[i]) continue;
    to_strides[i] = results;
    results *= from.sizes()[i];
  }
  if (needs_elements && results > 0 && from.numel() == 0) fail(op, "no elements to reduce");

  Tensor result = new_tensor(op, sizes, Dtype::f32);
  if (results > 0) {
    kernel({x.data_as<float>(), from.sizes(), from.strides(), result.data_as<float>(), results,
            to_strides});
  }
  return result;
}

Tensor sum_of(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("sum", &cpu::sum, false, x, dims, keepdim);
}

Tensor mean_of(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("mean", &cpu::mean, false, x, dims, keepdim);
}

Tensor amax_of(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("amax", &cpu::amax, true, x, dims, keepdim);
}

Tensor amin_of(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("amin", &cpu::amin, true, x, dims, keepdim);
}

TypedOp<Tensor(const Tensor&, std::optional<IntSpan>, bool)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&, std::optional<IntSpan>, bool)>();
}

}  // namespace

Tensor sum(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("sum");
  return op(x, dims, keepdim);
}

Tensor mean(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("mean");
  return op(x, dims, keepdim);
}

Tensor amax(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("amax");
  return op(x, dims, keepdim);
}

Tensor amin(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("amin");
  return op(x, dims, keepdim);
}

namespace ops {

void register_reduction(Library& library) {
  library.define("sum(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &sum_of);
  library.define("mean(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &mean_of);
  library.define("amax(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &amax_of);
  library.define("amin(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &amin_of);
}

}  // namespace ops
}  // namespace tw
