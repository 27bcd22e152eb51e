#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

TW_CAST_FROM(std::int16_t);
TW_CAST_FROM(std::int32_t);
TW_CAST_FROM(std::int64_t);

}  // namespace tw::cuda
