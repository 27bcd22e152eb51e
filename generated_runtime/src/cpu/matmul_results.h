// What the ops that multiply matrices share: their dtypes, and how their results are rounded.
#pragma once

#include <string>
#include <string_view>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/cast.h"
#include "tw/dtype.h"

namespace tw::cpu {

// Throws unless both are the same float dtype.
inline void check_float_dtypes(std::string_view op, Dtype a, Dtype b) {
  for (const Dtype dtype : {a, b})
    if (!is_float(dtype)) fail(op, "dtype " + std::string(name_of(dtype)) + " is not supported");
  if (a != b) {
    fail(op, "dtypes " + std::string(name_of(a)) + " and " + std::string(name_of(b)) + " differ");
  }
}

// A result of this dtype.  fill(tag, to) sets its elements, where tag is the dtype's (see visit)
// and `to` points to its Computed type; they are rounded once.
template <class Fill>
Tensor rounded_result(std::string_view op, const Dims& sizes, Dtype dtype, Fill fill) {
  Tensor result = new_tensor(op, sizes, dtype);
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (kIsHalf<T>) {
      const Tensor wide = new_tensor(op, sizes, Dtype::f32);
      fill(tag, wide.template data_as<float>());
      cast(result.data(), dtype, sizes, wide.data(), wide.impl()->strides(), Dtype::f32);
    } else {
      fill(tag, result.template data_as<T>());
    }
  });
  return result;
}

}  // namespace tw::cpu
