#if defined(__x86_64__)

#include "cpu/rows_loops.h"

namespace tw::cpu {

constinit const VectorRows kAvx512Rows = kRowLoops;

}  // namespace tw::cpu

#endif
