#include "cpu/binary_wide.h"

namespace tw::cpu {
namespace {

const WideRows* narrower() noexcept {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &kRowsAvx2;
#endif
  return nullptr;
}

const WideRows* widest() noexcept {
#if defined(__x86_64__)
  __builtin_cpu_init();  // For calls before main().
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("fma"))
    return &kRowsAvx512;
#endif
  return narrower();
}

}  // namespace

const WideRows* wide_rows() noexcept {
  static const WideRows* const rows = widest();
  return rows;
}

const WideRows* far_rows() noexcept {
  static const WideRows* const rows = narrower();
  return rows;
}

}  // namespace tw::cpu
