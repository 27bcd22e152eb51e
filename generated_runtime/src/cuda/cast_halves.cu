#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

TW_CAST_FROM(Half);
TW_CAST_FROM(BFloat16);

}  // namespace tw::cuda
