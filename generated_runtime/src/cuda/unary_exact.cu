// The other functions of one argument that integers have too.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void square(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
            const Elements& x) {
  of_one<Square>(frame, dtype, sizes, out, x);
}

void relu(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
          const Elements& x) {
  of_one<Relu>(frame, dtype, sizes, out, x);
}

}  // namespace tw::cuda
