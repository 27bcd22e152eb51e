// The loops of the matrix product for processors with AVX2 and FMA: vectors of 32 bytes.
#include <cstdint>
#include <cstring>

#include "cpu/matmul_kernels.h"

// From here on, and for the templates of the header below; those above stay as they are elsewhere.
#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#elif defined(__x86_64__)
#pragma GCC target("avx2,fma")
#endif

#include "cpu/matmul_vectors.h"

namespace tw::cpu {
namespace {

template <class T>
struct Width {
  using Real = T;
  using Vector __attribute__((vector_size(32))) = T;
};

}  // namespace

const MatmulKernels<float> kAvx2Float = kKernelsOf<Width<float>, 1, 2, 3, 4, 5, 6>;
const MatmulKernels<double> kAvx2Double = kKernelsOf<Width<double>, 1, 2, 3, 4, 5, 6>;

}  // namespace tw::cpu

#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute pop
#endif
