// Waves and steps.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void sin(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
         const Elements& x) {
  of_one_float<Sin>(frame, dtype, sizes, out, x);
}

void cos(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
         const Elements& x) {
  of_one_float<Cos>(frame, dtype, sizes, out, x);
}

void tanh(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
          const Elements& x) {
  of_one_float<Tanh>(frame, dtype, sizes, out, x);
}

void sigmoid(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
             const Elements& x) {
  of_one_float<Sigmoid>(frame, dtype, sizes, out, x);
}

}  // namespace tw::cuda
