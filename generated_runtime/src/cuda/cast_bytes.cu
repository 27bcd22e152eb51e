#include "cuda/elementwise_families.cuh"

namespace tw::cuda {

TW_CAST_FROM(bool);
TW_CAST_FROM(std::uint8_t);
TW_CAST_FROM(std::int8_t);

}  // namespace tw::cuda
