// Whether the argument is 0.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void logical_not(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
                 const Elements& x) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    elementwise<bool, T>(frame, Not{}, sizes, {&out, &x});
  });
}

}  // namespace tw::cuda
