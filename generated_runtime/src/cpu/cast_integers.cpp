#include "cpu/cast.h"

namespace tw::cpu {

TW_CAST_FROM(std::int16_t);
TW_CAST_FROM(std::int32_t);
TW_CAST_FROM(std::int64_t);

}  // namespace tw::cpu
