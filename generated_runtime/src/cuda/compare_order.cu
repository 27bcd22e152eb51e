// Which of two arguments is the smaller one.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void lt(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
        const Elements& b) {
  of_two_to_bool<Less>(frame, dtype, sizes, out, a, b);
}

void le(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
        const Elements& b) {
  of_two_to_bool<LessOrEqual>(frame, dtype, sizes, out, a, b);
}

void gt(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
        const Elements& b) {
  lt(frame, dtype, sizes, out, b, a);
}

void ge(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
        const Elements& b) {
  le(frame, dtype, sizes, out, b, a);
}

}  // namespace tw::cuda
