// Products and quotients.
#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

void mul(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
         const Elements& b) {
  of_two<Mul>(frame, dtype, sizes, out, a, b);
}

void div(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out, const Elements& a,
         const Elements& b) {
  if (!is_float(dtype)) {  // In double, so that the integers themselves are not rounded to f32.
    elementwise<float, double, double>(frame, Div{}, sizes, {&out, &a, &b});
    return;
  }
  visit_float(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    elementwise<T, T, T>(frame, Div{}, sizes, {&out, &a, &b});
  });
}

}  // namespace tw::cuda
