// x times something from 0 to 1.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void gelu(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
          const Elements& x) {
  of_one_float<Gelu>(frame, dtype, sizes, out, x);
}

void gelu_tanh(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
               const Elements& x) {
  of_one_float<GeluTanh>(frame, dtype, sizes, out, x);
}

void silu(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
          const Elements& x) {
  of_one_float<Silu>(frame, dtype, sizes, out, x);
}

}  // namespace tw::cuda
