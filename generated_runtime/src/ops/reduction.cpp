#include "ops/reduction.h"

#include <cstddef>
#include <string>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/reduction.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace ops {

ReducedShape reduced_shape(std::string_view op, const Tensor& x,
                           const std::optional<IntSpan>& dims, bool keepdim) {
  if (!x.defined()) fail(op, "the tensor is undefined");
  const IntSpan from = x.sizes();
  ReducedShape shape;
  if (!dims) {
    shape.reduced.fill(true);
  } else {
    for (const std::int64_t dim : *dims) {
      const int wrapped = wrap_dim(op, dim, x.rank());
      bool& seen = shape.reduced[static_cast<std::size_t>(wrapped)];
      if (seen) fail(op, "dim " + std::to_string(wrapped) + " appears twice");
      seen = true;
    }
  }
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!shape.reduced[i]) {
      shape.sizes.push_back(from[i]);
    } else if (keepdim) {
      shape.sizes.push_back(1);
    }
  }
  shape.to_strides = Dims(from.size(), 0);
  shape.index_strides = Dims(from.size(), 0);
  for (std::size_t i = from.size(); i-- > 0;) {
    std::int64_t& product = shape.reduced[i] ? shape.count : shape.results;
    (shape.reduced[i] ? shape.index_strides : shape.to_strides)[i] = product;
    product *= from[i];
  }
  return shape;
}

}  // namespace ops

namespace {

enum class Takes { all, floats };
enum class Gives { same, sums, bools };

Dtype result_dtype(Gives gives, Dtype from) {
  if (gives == Gives::bools) return Dtype::boolean;
  return gives == Gives::same || is_float(from) ? from : Dtype::i64;
}

// `needs_elements`: a result without elements to take it from throws.
template <class Kernel>
Tensor reduce(std::string_view op, Takes takes, Gives gives, bool needs_elements, const Tensor& x,
              const std::optional<IntSpan>& dims, bool keepdim, Kernel kernel) {
  const ops::ReducedShape shape = ops::reduced_shape(op, x, dims, keepdim);
  const TensorImpl& from = *x.impl();
  if (takes == Takes::floats && !is_float(from.dtype()))
    fail(op, "dtype " + std::string(name_of(from.dtype())) + " is not supported");
  if (needs_elements && shape.results > 0 && shape.count == 0) fail(op, "no elements to reduce");

  Tensor result = new_tensor(op, shape.sizes, result_dtype(gives, from.dtype()));
  if (shape.results > 0) {
    kernel(cpu::Reduction{from.data(), from.dtype(), from.sizes(), from.strides(), result.data(),
                          shape.results, shape.to_strides});
  }
  return result;
}

// What the dispatcher calls.
namespace kernels {

Tensor sum(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("sum", Takes::all, Gives::sums, false, x, dims, keepdim, &cpu::sum);
}

Tensor mean(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("mean", Takes::floats, Gives::same, false, x, dims, keepdim, &cpu::mean);
}

Tensor var(const Tensor& x, std::optional<IntSpan> dims, bool keepdim, std::int64_t correction) {
  return reduce("var", Takes::floats, Gives::same, false, x, dims, keepdim,
                [&](const cpu::Reduction& reduction) { cpu::var(reduction, correction); });
}

Tensor amax(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("amax", Takes::all, Gives::same, true, x, dims, keepdim, &cpu::amax);
}

Tensor amin(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("amin", Takes::all, Gives::same, true, x, dims, keepdim, &cpu::amin);
}

Tensor any(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("any", Takes::all, Gives::bools, false, x, dims, keepdim, &cpu::any);
}

Tensor all(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce("all", Takes::all, Gives::bools, false, x, dims, keepdim, &cpu::all);
}

}  // namespace kernels

// The typed handle of an op that was defined with this kernel.
template <class Return, class... Arguments>
TypedOp<Return(Arguments...)> handle(std::string_view name, Return (*)(Arguments...)) {
  return find_op(name).typed<Return(Arguments...)>();
}

}  // namespace

Tensor sum(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("sum", &kernels::sum);
  return op(x, dims, keepdim);
}

Tensor mean(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("mean", &kernels::mean);
  return op(x, dims, keepdim);
}

Tensor var(const Tensor& x, std::optional<IntSpan> dims, bool keepdim, std::int64_t correction) {
  static const auto op = handle("var", &kernels::var);
  return op(x, dims, keepdim, correction);
}

Tensor amax(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("amax", &kernels::amax);
  return op(x, dims, keepdim);
}

Tensor amin(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("amin", &kernels::amin);
  return op(x, dims, keepdim);
}

Tensor any(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("any", &kernels::any);
  return op(x, dims, keepdim);
}

Tensor all(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  static const auto op = handle("all", &kernels::all);
  return op(x, dims, keepdim);
}

namespace ops {

void register_reduction(Library& library) {
  library.define("sum(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &kernels::sum);
  library.define("mean(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &kernels::mean);
  library.define(
      "var(Tensor x, int[]? dims=None, bool keepdim=False, int correction=1) -> Tensor",
      &kernels::var);
  library.define("amax(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &kernels::amax);
  library.define("amin(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &kernels::amin);
  library.define("any(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &kernels::any);
  library.define("all(Tensor x, int[]? dims=None, bool keepdim=False) -> Tensor", &kernels::all);
}

}  // namespace ops
}  // namespace tw
