// tw/ptx.h for the emulator.  Layouts: PTX ISA, "Matrix Fragments for mma.m16n8k16" and
// ldmatrix.
#pragma once

#include <type_traits>

#include "emu/async_copy.h"
#include "emu/collective.h"

namespace tw::ptx {

template <int Bytes>
void cp_async(void* shared, const void* global, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
  static_assert(Bytes == 4 || Bytes == 8 || Bytes == 16, "cp.async copies 4, 8 or 16 bytes");
  emu::check_device(80, "cp.async", file, line);
  emu::note_async_copy({shared, global, Bytes});
}

inline void cp_async_commit() {
  emu::close_async_copies();
}

// The copies are made here, by this thread, as accesses that the checker sees.
template <int Open>
void cp_async_wait() {
  emu::AsyncCopy copy;
  while (emu::next_async_copy(Open, copy)) {
    if (copy.bytes == 16) {
      *static_cast<uint4*>(copy.to) = *static_cast<const uint4*>(copy.from);
    } else if (copy.bytes == 8) {
      *static_cast<uint2*>(copy.to) = *static_cast<const uint2*>(copy.from);
    } else {
      *static_cast<unsigned*>(copy.to) = *static_cast<const unsigned*>(copy.from);
    }
  }
}

inline constexpr unsigned kWarp = 0xFFFFFFFFU;

// Lane i has loaded the i-th row of 8 elements; a lane gets two neighbours of a row, or of
// a column when transposed, of each matrix.
template <int Matrices, bool Transposed>
void ldmatrix(unsigned (&to)[Matrices], const void* row) {
  const int lane = emu::lane();
  uint4 own{};
  if (lane < 8 * Matrices) own = *static_cast<const uint4*>(row);
  const unsigned words[4] = {own.x, own.y, own.z, own.w};
  for (int matrix = 0; matrix < Matrices; ++matrix) {
    to[matrix] = 0;
    for (int word = 0; word < 4; ++word) {
      if constexpr (Transposed) {
        const int column = lane / 4, first = 8 * matrix + lane % 4 * 2;
        const unsigned upper = __shfl_sync(kWarp, words[word], first);
        const unsigned lower = __shfl_sync(kWarp, words[word], first + 1);
        const int shift = column % 2 * 16;
        if (word == column / 2)
          to[matrix] = ((upper >> shift) & 0xFFFF) | (((lower >> shift) & 0xFFFF) << 16);
      } else {
        const unsigned value = __shfl_sync(kWarp, words[word], 8 * matrix + lane / 4);
        if (word == lane % 4) to[matrix] = value;
      }
    }
  }
}

inline void ldmatrix_x4(unsigned (&to)[4], const void* row) {
  ldmatrix<4, false>(to, row);
}
inline void ldmatrix_x2(unsigned (&to)[2], const void* row) {
  ldmatrix<2, false>(to, row);
}
inline void ldmatrix_x4_trans(unsigned (&to)[4], const void* row) {
  ldmatrix<4, true>(to, row);
}
inline void ldmatrix_x2_trans(unsigned (&to)[2], const void* row) {
  ldmatrix<2, true>(to, row);
}

// The value of the lower (0) or upper (1) element of a register.
template <class Element>
float element(unsigned pair, int which) {
  const auto bits = static_cast<unsigned short>(pair >> (16 * which));
  if constexpr (std::is_same_v<Element, __half>) {
    return __half2float(__ushort_as_half(bits));
  } else {
    static_assert(std::is_same_v<Element, __nv_bfloat16>, "half or bfloat16");
    return __bfloat162float(__ushort_as_bfloat16(bits));
  }
}

// d = a * b + d, for elements of type half or bfloat16.
template <class Element>
void mma_m16n8k16(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2],
                  const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  emu::check_device(80, "mma.m16n8k16", file, line);
  const int lane = emu::lane();
  const int group = lane / 4, place = lane % 4;
  unsigned rows[2][8], columns[2][8];  // Pairs along k: rows g and g + 8, columns 2t and 2t + 1.
  for (int pair = 0; pair < 4; ++pair) {
    for (int half = 0; half < 2; ++half) {
      for (int row = 0; row < 2; ++row)
        rows[row][4 * half + pair] = __shfl_sync(kWarp, a[2 * half + row], 4 * group + pair);
      for (int column = 0; column < 2; ++column)
        columns[column][4 * half + pair] =
            __shfl_sync(kWarp, b[half], 4 * (2 * place + column) + pair);
    }
  }
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 2; ++column) {
      for (int k = 0; k < 16; ++k) {
        d[2 * row + column] =
            std::fma(element<Element>(rows[row][k / 2], k % 2),
                     element<Element>(columns[column][k / 2], k % 2), d[2 * row + column]);
      }
    }
  }
}

}  // namespace tw::ptx
