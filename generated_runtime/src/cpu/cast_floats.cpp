#include "cpu/cast.h"

namespace tw::cpu {

TW_CAST_FROM(float);
TW_CAST_FROM(double);

}  // namespace tw::cpu
