#include "cpu/binary_wide.h"
#include "cpu/binary_wide_loops.h"

namespace tw::cpu {

constinit const WideRows kRowsAvx512 = kWideRows;

}  // namespace tw::cpu
