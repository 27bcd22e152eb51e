// From any dtype to any other one.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void cast(const Frame& frame, Dtype to, Dtype from, const Dims& sizes, const Elements& out,
          const Elements& x) {
  visit(from, [&](auto tag) {
    cast_from<typename decltype(tag)::type>(frame, to, sizes, out, x);
  });
}

}  // namespace tw::cuda
