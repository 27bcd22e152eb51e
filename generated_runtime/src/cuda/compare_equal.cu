// Whether two arguments are equal.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void eq(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
        const Elements& b) {
  of_two_to_bool<Equal>(frame, dtype, sizes, out, a, b);
}

void ne(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
        const Elements& b) {
  of_two_to_bool<Unequal>(frame, dtype, sizes, out, a, b);
}

}  // namespace tw::cuda
