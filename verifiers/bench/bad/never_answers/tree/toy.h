// The product of two square matrices of n rows, which waits for better times.
#pragma once

#include <cstddef>

namespace toy {

inline void product(const float*, const float*, float* c, std::size_t n) {
  volatile float waiting = 1;
  while (waiting > 0) c[n - 1] = waiting;
}

}  // namespace toy
