// Roots, and exp and log of one plus and minus something.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void sqrt(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
          const Elements& x) {
  of_one_float<Sqrt>(frame, dtype, sizes, out, x);
}

void rsqrt(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
           const Elements& x) {
  of_one_float<Rsqrt>(frame, dtype, sizes, out, x);
}

void exp(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
         const Elements& x) {
  of_one_float<Exp>(frame, dtype, sizes, out, x);
}

void expm1(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
           const Elements& x) {
  of_one_float<Expm1>(frame, dtype, sizes, out, x);
}

void log(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
         const Elements& x) {
  of_one_float<Log>(frame, dtype, sizes, out, x);
}

void log1p(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
           const Elements& x) {
  of_one_float<Log1p>(frame, dtype, sizes, out, x);
}

}  // namespace tw::cuda
