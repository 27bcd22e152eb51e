#if defined(__x86_64__)

#include "cpu/vector_loops.h"

namespace tw::cpu {

const VectorFunctions kAvx512Functions = kLoops;

}  // namespace tw::cpu

#endif
