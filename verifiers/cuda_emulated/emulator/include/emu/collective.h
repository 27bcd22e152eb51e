// What the models of warp-wide instructions share.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstddef>

namespace emu {

inline int lane() {
  return static_cast<int>(lane_id());
}

// All lanes of the warp come here, from one line; memory is not ordered by it.
inline int meet_warp(const char* file, int line) {
  const int own = lane();
  __shfl_sync(0xFFFFFFFFU, own, own, 32, file, line);
  return own;
}

// A matrix in memory begins at 32 bytes and its rows or columns are a multiple of 16
// bytes apart; else the fault `misaligned`.
void check_matrix(const void* at, unsigned stride, std::size_t element_bytes, const char* file,
                  int line);

// What the emulated device has from sm_`sm` on; else the fault `beyond-device`, where a real one
// would end the kernel.
void check_device(int sm, const char* what, const char* file, int line);

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
