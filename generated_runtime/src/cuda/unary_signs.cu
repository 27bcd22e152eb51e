// The functions of one argument that integers have too, about signs.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void neg(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
         const Elements& x) {
  of_one<Neg>(frame, dtype, sizes, out, x);
}

void abs(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
         const Elements& x) {
  of_one<Abs>(frame, dtype, sizes, out, x);
}

void sign(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
          const Elements& x) {
  of_one<Sign>(frame, dtype, sizes, out, x);
}

}  // namespace tw::cuda
