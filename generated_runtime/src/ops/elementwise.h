// What the elementwise ops of several arguments share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/binary.h"
#include "cpu/elementwise_operand.h"
#include "cuda/elementwise.h"
#include "tw/device.h"
#include "tw/dtype.h"
#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw {

inline void check_defined(std::string_view op, const Tensor& x) {
  if (!x.defined()) fail(op, "the tensor is undefined");
}

[[noreturn]] inline void fail_dtype(std::string_view op, Dtype dtype) {
  fail(op, "dtype " + std::string(name_of(dtype)) + " is not supported");
}

// x under sizes that it broadcasts to.
inline cpu::Operand stretched(const Tensor& x, const Dims& sizes) {
  const IntSpan own = x.sizes();
  const IntSpan steps = x.strides();
  const std::size_t lead = sizes.size() - own.size();
  cpu::Operand result{x.data(), sizes, x.dtype()};  // New Dims would be filled with zeros first.
  for (std::size_t i = 0; i < lead; ++i) result.strides[i] = 0;
  for (std::size_t i = 0; i < own.size(); ++i)
    result.strides[lead + i] = own[i] == 1 ? 0 : steps[i];
  return result;
}

// Where the elements of x lie on a CUDA device, under sizes that x broadcasts to.
inline cuda::Elements elements_of(const Tensor& x, const Dims& sizes) {
  return {x.data(), stretched(x, sizes).strides};
}

// x as `dtype` on the current device, a CUDA device, where it lives: x itself or a new tensor.
inline Tensor as_on_cuda(std::string_view op, const Tensor& x, Dtype dtype) {
  if (x.dtype() == dtype) return x;
  const Dims sizes(x.sizes());
  Tensor result = new_tensor_on(current_device(), op, sizes, dtype);
  cuda::cast({current_device()}, dtype, x.dtype(), sizes, elements_of(result, sizes),
             elements_of(x, sizes));
  return result;
}

// Which of the two has the sizes of the result, where that has elements and both of them can be
// read in a row: they have dtype `taken`, are contiguous and have the same sizes, or one has a
// single element.  Null elsewhere.
inline const TensorImpl* like_of(const TensorImpl& a, const TensorImpl& b, Dtype taken) {
  if (a.dtype() != taken || b.dtype() != taken) return nullptr;
  if (!a.is_contiguous() || !b.is_contiguous() || a.numel() == 0) return nullptr;
  if (a.numel() == b.numel() && a.sizes() == b.sizes()) return &a;
  if (b.numel() == 1 && b.rank() <= a.rank()) return &a;
  if (a.numel() == 1 && a.rank() <= b.rank() && b.numel() > 0) return &b;
  return nullptr;
}

// Elements in a row, or one again and again.
inline cpu::Operand row_of(const TensorImpl& x, const TensorImpl& like) {
  static const Dims along(1, 1);
  static const Dims again(1, 0);
  return {x.data(), x.numel() == like.numel() ? along : again, x.dtype()};
}

// What `kernel` gives for both broadcast and taken as `taken`, as a new tensor of dtype `given`.
inline Tensor binary(std::string_view op, const Tensor& a, const Tensor& b, Dtype taken,
                     Dtype given, cpu::BinaryKernel* kernel) {
  if (const TensorImpl* like = like_of(*a.impl(), *b.impl(), taken)) {
    Tensor result = new_tensor_like(*like, given);
    const cpu::Operand left = row_of(*a.impl(), *like);
    Dims sizes = left.strides;
    sizes[0] = like->numel();
    kernel(result.data(), taken, sizes, left, row_of(*b.impl(), *like));
    return result;
  }
  const Dims sizes = broadcast_sizes(op, a.sizes(), b.sizes());
  std::int64_t numel = 1;  // Does not overflow, as broadcast_sizes has checked.
  for (const std::int64_t size : sizes) numel *= size;
  Tensor result = new_tensor(op, sizes, numel, given);
  kernel(result.data(), taken, sizes, stretched(a, sizes), stretched(b, sizes));
  return result;
}

}  // namespace tw
