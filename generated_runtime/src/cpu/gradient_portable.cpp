// For processors that have neither AVX2 nor AVX-512.
#include "cpu/gradient_loops.h"

namespace tw::cpu {

const GradientKernels kPortableGradients = kGradientLoops;

}  // namespace tw::cpu
