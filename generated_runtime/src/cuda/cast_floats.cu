#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

TW_CAST_FROM(float);
TW_CAST_FROM(double);

}  // namespace tw::cuda
