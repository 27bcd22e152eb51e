// Atomic operations, as one access of their own kind.
#pragma once

#include <type_traits>

#include "check/atomics.h"
#include "emu/keywords.h"

namespace emu {

// Replaces *at by change(*at); the result is what was there.
template <class T, class Change>
EMU_UNSEEN T atomically(T* at, Change change) {
  atomic_access(at, sizeof(T), __builtin_return_address(0));
  const T before = *at;
  *at = change(before);
  return before;
}

}  // namespace emu

// For a type and for the three scopes, which are one here.
#define EMU_ATOMIC(NAME, T, CHANGE)                                                   \
  __forceinline__ T NAME(T* at, T value) {                                            \
    return emu::atomically(at, [value](T before) { return static_cast<T>(CHANGE); }); \
  }                                                                                   \
  __forceinline__ T NAME##_block(T* at, T value) {                                    \
    return NAME(at, value);                                                           \
  }                                                                                   \
  __forceinline__ T NAME##_system(T* at, T value) {                                   \
    return NAME(at, value);                                                           \
  }

#define EMU_ATOMIC_32(NAME, CHANGE) \
  EMU_ATOMIC(NAME, int, CHANGE)     \
  EMU_ATOMIC(NAME, unsigned, CHANGE)
#define EMU_ATOMIC_U64(NAME, CHANGE) EMU_ATOMIC(NAME, unsigned long long, CHANGE)
#define EMU_ATOMIC_S64(NAME, CHANGE) EMU_ATOMIC(NAME, long long, CHANGE)

EMU_ATOMIC(atomicAdd, int, static_cast<unsigned>(before) + static_cast<unsigned>(value))
EMU_ATOMIC(atomicAdd, unsigned, before + value)
EMU_ATOMIC_U64(atomicAdd, before + value)
EMU_ATOMIC(atomicAdd, float, before + value)
EMU_ATOMIC(atomicAdd, double, before + value)
EMU_ATOMIC(atomicSub, int, static_cast<unsigned>(before) - static_cast<unsigned>(value))
EMU_ATOMIC(atomicSub, unsigned, before - value)
EMU_ATOMIC_32(atomicExch, (static_cast<void>(before), value))
EMU_ATOMIC_U64(atomicExch, (static_cast<void>(before), value))
EMU_ATOMIC(atomicExch, float, (static_cast<void>(before), value))
EMU_ATOMIC_32(atomicMin, before < value ? before : value)
EMU_ATOMIC_U64(atomicMin, before < value ? before : value)
EMU_ATOMIC_S64(atomicMin, before < value ? before : value)
EMU_ATOMIC_32(atomicMax, before > value ? before : value)
EMU_ATOMIC_U64(atomicMax, before > value ? before : value)
EMU_ATOMIC_S64(atomicMax, before > value ? before : value)
EMU_ATOMIC_32(atomicAnd, before& value)
EMU_ATOMIC_U64(atomicAnd, before& value)
EMU_ATOMIC_32(atomicOr, before | value)
EMU_ATOMIC_U64(atomicOr, before | value)
EMU_ATOMIC_32(atomicXor, before ^ value)
EMU_ATOMIC_U64(atomicXor, before ^ value)
EMU_ATOMIC(atomicInc, unsigned, before >= value ? 0U : before + 1)
EMU_ATOMIC(atomicDec, unsigned, (before == 0 || before > value) ? value : before - 1)

#undef EMU_ATOMIC_32
#undef EMU_ATOMIC_U64
#undef EMU_ATOMIC_S64
#undef EMU_ATOMIC

#define EMU_COMPARE_AND_SWAP(T)                                                                \
  __forceinline__ T atomicCAS(T* at, T expected, T value) {                                    \
    return emu::atomically(at, [=](T before) { return before == expected ? value : before; }); \
  }                                                                                            \
  __forceinline__ T atomicCAS_block(T* at, T expected, T value) {                              \
    return atomicCAS(at, expected, value);                                                     \
  }                                                                                            \
  __forceinline__ T atomicCAS_system(T* at, T expected, T value) {                             \
    return atomicCAS(at, expected, value);                                                     \
  }
EMU_COMPARE_AND_SWAP(int)
EMU_COMPARE_AND_SWAP(unsigned)
EMU_COMPARE_AND_SWAP(unsigned long long)
EMU_COMPARE_AND_SWAP(unsigned short)
#undef EMU_COMPARE_AND_SWAP
