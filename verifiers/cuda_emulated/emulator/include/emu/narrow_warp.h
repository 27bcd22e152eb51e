// Shuffles of half and bfloat16 and of their pairs, which travel as bits.
#pragma once

#include "emu/warp.h"

#define EMU_NARROW_SHUFFLE(H, H2, RAW, NAME, CALL, OPERAND)                                \
  inline H NAME(unsigned mask, H value, OPERAND operand, int width = 32,                   \
                const char* file = __builtin_FILE(), int line = __builtin_LINE()) {        \
    const unsigned bits = static_cast<RAW>(value).x;                                       \
    const unsigned got =                                                                   \
        emu::shuffle(CALL, mask, bits, static_cast<unsigned>(operand), width, file, line); \
    return H(RAW{static_cast<unsigned short>(got)});                                       \
  }                                                                                        \
  inline H2 NAME(unsigned mask, H2 value, OPERAND operand, int width = 32,                 \
                 const char* file = __builtin_FILE(), int line = __builtin_LINE()) {       \
    const unsigned low = static_cast<RAW>(H(value.x)).x;                                   \
    const unsigned high = static_cast<RAW>(H(value.y)).x;                                  \
    const unsigned got = emu::shuffle(CALL, mask, low | high << 16,                        \
                                      static_cast<unsigned>(operand), width, file, line);  \
    return H2(H(RAW{static_cast<unsigned short>(got)}),                                    \
              H(RAW{static_cast<unsigned short>(got >> 16)}));                             \
  }

// H, H2, RAW: the scalar, the pair and the struct of the scalar's bits.
#define EMU_NARROW_SHUFFLES(H, H2, RAW)                                                   \
  EMU_NARROW_SHUFFLE(H, H2, RAW, __shfl_sync, emu::WarpCall::shuffle, int)                \
  EMU_NARROW_SHUFFLE(H, H2, RAW, __shfl_up_sync, emu::WarpCall::shuffle_up, unsigned)     \
  EMU_NARROW_SHUFFLE(H, H2, RAW, __shfl_down_sync, emu::WarpCall::shuffle_down, unsigned) \
  EMU_NARROW_SHUFFLE(H, H2, RAW, __shfl_xor_sync, emu::WarpCall::shuffle_xor, int)
