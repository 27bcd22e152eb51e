// What the elementwise ops of several arguments share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/binary.h"
#include "cpu/elementwise_operand.h"
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
  const std::size_t lead = sizes.size() - own.size();
  Dims strides(sizes.size(), 0);
  for (std::size_t i = 0; i < own.size(); ++i)
    if (own[i] != 1) strides[lead + i] = x.strides()[i];
  return {x.data(), strides, x.dtype()};
}

// What `kernel` gives for both broadcast and taken as `taken`, as a new tensor of dtype `given`.
inline Tensor binary(std::string_view op, const Tensor& a, const Tensor& b, Dtype taken,
                     Dtype given, cpu::BinaryKernel* kernel) {
  const Dims sizes = broadcast_sizes(op, a.sizes(), b.sizes());
  Tensor result = new_tensor(op, sizes, given);
  kernel(result.data(), taken, sizes, stretched(a, sizes), stretched(b, sizes));
  return result;
}

}  // namespace tw
