// The loops of the matrix product for processors with AVX-512: vectors of 64 bytes.
#include <cstdint>
#include <cstring>

#include "cpu/matmul_kernels.h"

// From here on, and for the templates of the header below; those above stay as they are elsewhere.
#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma"))), apply_to = function)
#elif defined(__x86_64__)
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,fma,prefer-vector-width=512")
#endif

#include "cpu/matmul_vectors.h"

namespace tw::cpu {
namespace {

template <class T>
struct Width {
  using Real = T;
  using Vector __attribute__((vector_size(64))) = T;
};

}  // namespace

const MatmulKernels<float> kAvx512Float = kKernelsOf<Width<float>, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12>;
const MatmulKernels<double> kAvx512Double = kKernelsOf<Width<double>, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12>;

}  // namespace tw::cpu

#if defined(__clang__) && defined(__x86_64__)
#pragma clang attribute pop
#endif
