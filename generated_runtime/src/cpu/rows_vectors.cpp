#include "cpu/rows_vectors.h"

#include "cpu/vector_functions.h"

namespace tw::cpu {

const VectorRows* vector_rows() noexcept {
#if defined(__x86_64__)
  const VectorFunctions* const functions = vector_functions();
  if (functions == nullptr) return nullptr;
  return functions == &kAvx512Functions ? &kAvx512Rows : &kAvx2Rows;
#else
  return nullptr;
#endif
}

}  // namespace tw::cpu
