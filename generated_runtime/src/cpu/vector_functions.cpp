#include "cpu/vector_functions.h"

namespace tw::cpu {

const VectorFunctions* vector_functions() noexcept {
#if defined(__x86_64__)
  static const VectorFunctions* const chosen = []() -> const VectorFunctions* {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return nullptr;
    const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    return wide ? &kAvx512Functions : &kAvx2Functions;
  }();
  return chosen;
#else
  return nullptr;
#endif
}

}  // namespace tw::cpu
