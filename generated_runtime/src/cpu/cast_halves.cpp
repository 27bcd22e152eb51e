#include "cpu/cast.h"

namespace tw::cpu {

TW_CAST_FROM(Half);
TW_CAST_FROM(BFloat16);

}  // namespace tw::cpu
