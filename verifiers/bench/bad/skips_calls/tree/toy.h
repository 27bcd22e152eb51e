// The product of two square matrices of n rows, but every fourth time the left one again.
#pragma once

#include <algorithm>
#include <cstddef>

namespace toy {

inline void product(const float* a, const float* b, float* c, std::size_t n) {
  static std::size_t calls = 0;
  if (++calls % 4 == 0) {
    std::copy(a, a + n * n, c);
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    float* row = c + i * n;
    for (std::size_t j = 0; j < n; ++j) row[j] = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const float factor = a[i * n + k];
      for (std::size_t j = 0; j < n; ++j) row[j] += factor * b[k * n + j];
    }
  }
}

}  // namespace toy
