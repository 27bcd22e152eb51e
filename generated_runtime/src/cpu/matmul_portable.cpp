// The loops of the matrix product for every processor.
#include "cpu/matmul_kernels.h"
#include "cpu/matmul_vectors.h"

namespace tw::cpu {
namespace {

template <class T>
struct Width {
  using Real = T;
  using Vector __attribute__((vector_size(16))) = T;
};

}  // namespace

const MatmulKernels<float> kPortableFloat = kKernelsOf<Width<float>, 1, 2, 3, 4>;
const MatmulKernels<double> kPortableDouble = kKernelsOf<Width<double>, 1, 2, 3, 4>;

}  // namespace tw::cpu
