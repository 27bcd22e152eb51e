#if defined(__x86_64__)

#include "cpu/gradient_loops.h"

namespace tw::cpu {

const GradientKernels kAvx512Gradients = kGradientLoops;

}  // namespace tw::cpu

#endif
