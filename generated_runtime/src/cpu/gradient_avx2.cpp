#if defined(__x86_64__)

#include "cpu/gradient_loops.h"

namespace tw::cpu {

const GradientKernels kAvx2Gradients = kGradientLoops;

}  // namespace tw::cpu

#endif
