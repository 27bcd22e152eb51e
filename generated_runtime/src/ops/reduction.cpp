#include "ops/reduction.h"

#include <cstddef>
#include <string>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/reduction.h"
#include "cuda/reduction.h"
#include "tw/device.h"
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

cuda::Rows rows_of(const TensorImpl& x, const ReducedShape& shape) {
  cuda::Rows rows;
  rows.data = x.data();
  rows.dtype = x.dtype();
  for (std::size_t i = 0; i < x.sizes().size(); ++i) {
    const bool reduced = shape.reduced[i];
    (reduced ? rows.row_sizes : rows.sizes).push_back(x.sizes()[i]);
    (reduced ? rows.row_strides : rows.strides).push_back(x.strides()[i]);
  }
  return rows;
}

}  // namespace ops

namespace {

enum class Takes { all, floats };
enum class Gives { same, sums, bools };

struct Op {
  std::string_view name;
  Takes takes;
  Gives gives;
  bool needs_elements;  // A result without elements to take it from throws.
};

constexpr Op kSum{"sum", Takes::all, Gives::sums, false};
constexpr Op kMean{"mean", Takes::floats, Gives::same, false};
constexpr Op kVar{"var", Takes::floats, Gives::same, false};
constexpr Op kAmax{"amax", Takes::all, Gives::same, true};
constexpr Op kAmin{"amin", Takes::all, Gives::same, true};
constexpr Op kAny{"any", Takes::all, Gives::bools, false};
constexpr Op kAll{"all", Takes::all, Gives::bools, false};

Dtype result_dtype(const Op& op, Dtype from) {
  if (op.gives == Gives::bools) return Dtype::boolean;
  return op.gives == Gives::same || is_float(from) ? from : Dtype::i64;
}

// Throws what the op refuses.
ops::ReducedShape shape_of(const Op& op, const Tensor& x, const std::optional<IntSpan>& dims,
                           bool keepdim) {
  const ops::ReducedShape shape = ops::reduced_shape(op.name, x, dims, keepdim);
  if (op.takes == Takes::floats && !is_float(x.dtype()))
    fail(op.name, "dtype " + std::string(name_of(x.dtype())) + " is not supported");
  if (op.needs_elements && shape.results > 0 && shape.count == 0)
    fail(op.name, "no elements to reduce");
  return shape;
}

template <class Kernel>
Tensor reduce(const Op& op, const Tensor& x, const std::optional<IntSpan>& dims, bool keepdim,
              Kernel kernel) {
  const ops::ReducedShape shape = shape_of(op, x, dims, keepdim);
  const TensorImpl& from = *x.impl();
  Tensor result = new_tensor(op.name, shape.sizes, result_dtype(op, from.dtype()));
  if (shape.results > 0) {
    kernel(cpu::Reduction{from.data(), from.dtype(), from.sizes(), from.strides(), result.data(),
                          shape.results, shape.to_strides});
  }
  return result;
}

// The same on a CUDA device.
template <class Kernel>
Tensor reduce_on_cuda(const Op& op, const Tensor& x, const std::optional<IntSpan>& dims,
                      bool keepdim, Kernel kernel) {
  const ops::ReducedShape shape = shape_of(op, x, dims, keepdim);
  Tensor result =
      new_tensor_on(current_device(), op.name, shape.sizes, result_dtype(op, x.dtype()));
  kernel(cuda::Cut{current_device()}, ops::rows_of(*x.impl(), shape), result.data());
  return result;
}

// What the dispatcher calls.
namespace kernels {

Tensor sum(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce(kSum, x, dims, keepdim, &cpu::sum);
}

Tensor mean(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce(kMean, x, dims, keepdim, &cpu::mean);
}

Tensor var(const Tensor& x, std::optional<IntSpan> dims, bool keepdim, std::int64_t correction) {
  return reduce(kVar, x, dims, keepdim, [&](const cpu::Reduction& reduction) {
    cpu::var(reduction, correction);
  });
}

Tensor amax(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce(kAmax, x, dims, keepdim, &cpu::amax);
}

Tensor amin(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce(kAmin, x, dims, keepdim, &cpu::amin);
}

Tensor any(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce(kAny, x, dims, keepdim, &cpu::any);
}

Tensor all(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce(kAll, x, dims, keepdim, &cpu::all);
}

template <const Op& kOp, cuda::Reduction* kKernel>
Tensor on_cuda(const Tensor& x, std::optional<IntSpan> dims, bool keepdim) {
  return reduce_on_cuda(kOp, x, dims, keepdim, kKernel);
}

Tensor var_on_cuda(const Tensor& x, std::optional<IntSpan> dims, bool keepdim,
                   std::int64_t correction) {
  return reduce_on_cuda(kVar, x, dims, keepdim,
                        [&](const cuda::Cut& cut, const cuda::Rows& rows, void* to) {
                          cuda::var(cut, rows, to, correction);
                        });
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
  constexpr Device::Kind kCuda = Device::Kind::cuda;
  library.define_for(kCuda, "sum", &kernels::on_cuda<kSum, &cuda::sum>);
  library.define_for(kCuda, "mean", &kernels::on_cuda<kMean, &cuda::mean>);
  library.define_for(kCuda, "var", &kernels::var_on_cuda);
  library.define_for(kCuda, "amax", &kernels::on_cuda<kAmax, &cuda::amax>);
  library.define_for(kCuda, "amin", &kernels::on_cuda<kAmin, &cuda::amin>);
  library.define_for(kCuda, "any", &kernels::on_cuda<kAny, &cuda::any>);
  library.define_for(kCuda, "all", &kernels::on_cuda<kAll, &cuda::all>);
}

}  // namespace ops
}  // namespace tw
