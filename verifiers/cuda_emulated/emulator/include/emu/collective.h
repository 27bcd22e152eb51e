// What the models of warp-wide instructions share.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

#include "core/report.h"

namespace emu {

inline int lane() {
  return static_cast<int>(lane_id());
}

// All lanes of the warp come here; memory is not ordered by it.
inline int meet_warp() {
  const int own = lane();
  __shfl_sync(0xFFFFFFFFU, own, own);
  return own;
}

// A matrix in memory begins at 32 bytes and its rows or columns are 16 bytes apart.
EMU_UNSEEN inline void check_matrix(const void* at, unsigned stride, std::size_t element_bytes,
                                    const char* file = __builtin_FILE(),
                                    int line = __builtin_LINE()) {
  const bool aligned = reinterpret_cast<std::uintptr_t>(at) % 32 == 0;
  if (aligned && stride * element_bytes % 16 == 0) return;
  report({.kind = "misaligned",
          .message = aligned ? "the stride of a matrix is not a multiple of 16 bytes"
                             : "a matrix does not begin at a multiple of 32 bytes",
          .file = file,
          .line = line});
}

inline unsigned short narrow_bits(__half x) {
  return __half_as_ushort(x);
}
inline unsigned short narrow_bits(__nv_bfloat16 x) {
  return __bfloat16_as_ushort(x);
}
// The second argument only names the type.
inline float narrow_value(unsigned short bits, __half) {
  return __half2float(__ushort_as_half(bits));
}
inline float narrow_value(unsigned short bits, __nv_bfloat16) {
  return __bfloat162float(__ushort_as_bfloat16(bits));
}

}  // namespace emu
