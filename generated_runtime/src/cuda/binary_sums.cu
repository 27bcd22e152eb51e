// Sums and differences.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void add(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
         const Elements& b) {
  of_two<Add>(frame, dtype, sizes, out, a, b);
}

void sub(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
         const Elements& b) {
  of_two<Sub>(frame, dtype, sizes, out, a, b);
}

}  // namespace tw::cuda
