// Copies of strided tensors.
#pragma once

#include <string_view>

#include "core/tensor_impl.h"

namespace tw {

// A new contiguous tensor with the elements of x.  Throws "[op] ..." where it would be too large.
[[nodiscard]] Tensor contiguous_copy(std::string_view op, const TensorImpl& x);

}  // namespace tw
