// The larger and the smaller of two arguments.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void maximum(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
             const Elements& a, const Elements& b) {
  of_two<Larger>(frame, dtype, sizes, out, a, b);
}

void minimum(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
             const Elements& a, const Elements& b) {
  of_two<Smaller>(frame, dtype, sizes, out, a, b);
}

}  // namespace tw::cuda
