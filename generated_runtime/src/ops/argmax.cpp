#include "cpu/argmax.h"

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cuda/reduction.h"
#include "ops/reduction.h"
#include "tw/device.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

ops::ReducedShape shape_of(std::string_view op, const Tensor& x,
                           const std::optional<std::int64_t>& dim, bool keepdim) {
  std::optional<IntSpan> dims;
  if (dim) dims = std::span<const std::int64_t>(&*dim, 1);
  const ops::ReducedShape shape = ops::reduced_shape(op, x, dims, keepdim);
  if (shape.count == 0) fail(op, "no elements to reduce");
  return shape;
}

Tensor choose(std::string_view op, void (*kernel)(const cpu::Reduction&, const Dims&),
              const Tensor& x, std::optional<std::int64_t> dim, bool keepdim) {
  const ops::ReducedShape shape = shape_of(op, x, dim, keepdim);
  const TensorImpl& from = *x.impl();
  Tensor result = new_tensor(op, shape.sizes, Dtype::i64);
  if (shape.results > 0) {
    kernel({from.data(), from.dtype(), from.sizes(), from.strides(), result.data(), shape.results,
            shape.to_strides},
           shape.index_strides);
  }
  return result;
}

// The same on a CUDA device.
Tensor choose_on_cuda(std::string_view op, cuda::Reduction* kernel, const Tensor& x,
                      const std::optional<std::int64_t>& dim, bool keepdim) {
  const ops::ReducedShape shape = shape_of(op, x, dim, keepdim);
  Tensor result = new_tensor_on(current_device(), op, shape.sizes, Dtype::i64);
  kernel(cuda::Cut{current_device()}, ops::rows_of(*x.impl(), shape), result.data());
  return result;
}

Tensor argmax_of(const Tensor& x, std::optional<std::int64_t> dim, bool keepdim) {
  return choose("argmax", &cpu::argmax, x, dim, keepdim);
}

Tensor argmin_of(const Tensor& x, std::optional<std::int64_t> dim, bool keepdim) {
  return choose("argmin", &cpu::argmin, x, dim, keepdim);
}

Tensor argmax_on_cuda(const Tensor& x, std::optional<std::int64_t> dim, bool keepdim) {
  return choose_on_cuda("argmax", &cuda::argmax, x, dim, keepdim);
}

Tensor argmin_on_cuda(const Tensor& x, std::optional<std::int64_t> dim, bool keepdim) {
  return choose_on_cuda("argmin", &cuda::argmin, x, dim, keepdim);
}

TypedOp<Tensor(const Tensor&, std::optional<std::int64_t>, bool)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&, std::optional<std::int64_t>, bool)>();
}

}  // namespace

Tensor argmax(const Tensor& x, std::optional<std::int64_t> dim, bool keepdim) {
  static const auto op = handle("argmax");
  return op(x, dim, keepdim);
}

Tensor argmin(const Tensor& x, std::optional<std::int64_t> dim, bool keepdim) {
  static const auto op = handle("argmin");
  return op(x, dim, keepdim);
}

namespace ops {

void register_argmax(Library& library) {
  library.define("argmax(Tensor x, int? dim=None, bool keepdim=False) -> Tensor", &argmax_of);
  library.define("argmin(Tensor x, int? dim=None, bool keepdim=False) -> Tensor", &argmin_of);
  library.define_for(Device::Kind::cuda, "argmax", &argmax_on_cuda);
  library.define_for(Device::Kind::cuda, "argmin", &argmin_on_cuda);
}

}  // namespace ops
}  // namespace tw
