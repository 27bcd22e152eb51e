// What the kernels read that take every dtype.
#pragma once

#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

// Where the first element lies, and how far apart elements are: one stride in elements for each
// size, 0 where a dim is stretched.
struct Operand {
  const void* data;
  Dims strides;
  Dtype dtype;
};

}  // namespace tw::cpu
