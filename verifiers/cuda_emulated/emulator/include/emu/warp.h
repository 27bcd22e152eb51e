// Operations of a warp, as device code calls them.
//
// Each is a rendezvous of the lanes that its mask names.  Faults: mask-without-caller,
// mask-missing-lanes (lanes that the block does not have), warp-divergence (another
// operation or line under the same mask), mask-mismatch (two lanes wait for each
// other under different masks), shuffle-outside-mask, shuffle-exited-lane,
// shuffle-width, deadlock.  A lane that has exited may be named and not read.
#pragma once

#include <cstdint>
#include <type_traits>

#include "emu/barrier.h"

namespace emu {

enum class WarpCall {
  sync,
  shuffle,
  shuffle_up,
  shuffle_down,
  shuffle_xor,
  any,
  all,
  ballot,
  match_any,
  match_all,
  add,
  min_signed,
  min_unsigned,
  max_signed,
  max_unsigned,
  bits_and,
  bits_or,
  bits_xor
};

struct WarpRequest {
  WarpCall call = WarpCall::sync;
  unsigned mask = 0;
  std::uint64_t value = 0;  // The bits that the caller brings.
  unsigned operand = 0;     // The source lane, distance or lane mask of a shuffle.
  int width = 32;           // Of a shuffle's segments.
  const char* file = "";
  int line = 0;
};

// The bits that the caller gets.
std::uint64_t warp_call(const WarpRequest& request);

unsigned lane_id();

// Shuffles move a value of 4 or 8 bytes; a smaller integer goes as an int.
template <class T>
using Shuffled = decltype(+T{});

template <class T>
Shuffled<T> shuffle(WarpCall call, unsigned mask, T value, unsigned operand, int width,
                    const char* file, int line) {
  static_assert(std::is_arithmetic_v<T> && sizeof(T) <= 8, "a shuffle moves a number");
  using Moved = Shuffled<T>;
  using Bits = std::conditional_t<sizeof(Moved) == 8, std::uint64_t, std::uint32_t>;
  const Bits bits = __builtin_bit_cast(Bits, static_cast<Moved>(value));
  const std::uint64_t got = warp_call({call, mask, bits, operand, width, file, line});
  return __builtin_bit_cast(Moved, static_cast<Bits>(got));
}

}  // namespace emu

#define EMU_WHERE const char *file = __builtin_FILE(), int line = __builtin_LINE()

inline void __syncwarp(unsigned mask = 0xffffffffU, EMU_WHERE) {
  if (emu::is_left_out(file, line)) return;
  emu::warp_call({emu::WarpCall::sync, mask, 0, 0, 32, file, line});
}

// Only the caller: legal, and of no use to code that takes it for the whole warp.
inline unsigned __activemask() {
  return 1U << emu::lane_id();
}

template <class T>
emu::Shuffled<T> __shfl_sync(unsigned mask, T value, int source, int width = 32, EMU_WHERE) {
  return emu::shuffle(emu::WarpCall::shuffle, mask, value, static_cast<unsigned>(source), width,
                      file, line);
}

template <class T>
emu::Shuffled<T> __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32, EMU_WHERE) {
  return emu::shuffle(emu::WarpCall::shuffle_up, mask, value, delta, width, file, line);
}

template <class T>
emu::Shuffled<T> __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32,
                                  EMU_WHERE) {
  return emu::shuffle(emu::WarpCall::shuffle_down, mask, value, delta, width, file, line);
}

template <class T>
emu::Shuffled<T> __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = 32, EMU_WHERE) {
  return emu::shuffle(emu::WarpCall::shuffle_xor, mask, value, static_cast<unsigned>(lane_mask),
                      width, file, line);
}

inline int __any_sync(unsigned mask, int predicate, EMU_WHERE) {
  const std::uint64_t holds = predicate != 0 ? 1 : 0;
  return static_cast<int>(emu::warp_call({emu::WarpCall::any, mask, holds, 0, 32, file, line}));
}

inline int __all_sync(unsigned mask, int predicate, EMU_WHERE) {
  const std::uint64_t holds = predicate != 0 ? 1 : 0;
  return static_cast<int>(emu::warp_call({emu::WarpCall::all, mask, holds, 0, 32, file, line}));
}

inline unsigned __ballot_sync(unsigned mask, int predicate, EMU_WHERE) {
  const std::uint64_t holds = predicate != 0 ? 1 : 0;
  return static_cast<unsigned>(
      emu::warp_call({emu::WarpCall::ballot, mask, holds, 0, 32, file, line}));
}

namespace emu {

template <class T>
unsigned match(WarpCall call, unsigned mask, T value, const char* file, int line) {
  static_assert(std::is_arithmetic_v<T> && (sizeof(T) == 4 || sizeof(T) == 8));
  using Bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  return static_cast<unsigned>(
      warp_call({call, mask, __builtin_bit_cast(Bits, value), 0, 32, file, line}));
}

}  // namespace emu

template <class T>
unsigned __match_any_sync(unsigned mask, T value, EMU_WHERE) {
  return emu::match(emu::WarpCall::match_any, mask, value, file, line);
}

template <class T>
unsigned __match_all_sync(unsigned mask, T value, int* all_equal, EMU_WHERE) {
  const unsigned got = emu::match(emu::WarpCall::match_all, mask, value, file, line);
  *all_equal = got != 0 ? 1 : 0;
  return got;
}

namespace emu {

inline unsigned reduce(WarpCall call, unsigned mask, unsigned value, const char* file, int line) {
  return static_cast<unsigned>(warp_call({call, mask, value, 0, 32, file, line}));
}

}  // namespace emu

inline unsigned __reduce_add_sync(unsigned mask, unsigned value, EMU_WHERE) {
  return emu::reduce(emu::WarpCall::add, mask, value, file, line);
}

inline int __reduce_add_sync(unsigned mask, int value, EMU_WHERE) {
  return static_cast<int>(
      emu::reduce(emu::WarpCall::add, mask, static_cast<unsigned>(value), file, line));
}

inline unsigned __reduce_min_sync(unsigned mask, unsigned value, EMU_WHERE) {
  return emu::reduce(emu::WarpCall::min_unsigned, mask, value, file, line);
}

inline int __reduce_min_sync(unsigned mask, int value, EMU_WHERE) {
  return static_cast<int>(
      emu::reduce(emu::WarpCall::min_signed, mask, static_cast<unsigned>(value), file, line));
}

inline unsigned __reduce_max_sync(unsigned mask, unsigned value, EMU_WHERE) {
  return emu::reduce(emu::WarpCall::max_unsigned, mask, value, file, line);
}

inline int __reduce_max_sync(unsigned mask, int value, EMU_WHERE) {
  return static_cast<int>(
      emu::reduce(emu::WarpCall::max_signed, mask, static_cast<unsigned>(value), file, line));
}

inline unsigned __reduce_and_sync(unsigned mask, unsigned value, EMU_WHERE) {
  return emu::reduce(emu::WarpCall::bits_and, mask, value, file, line);
}

inline unsigned __reduce_or_sync(unsigned mask, unsigned value, EMU_WHERE) {
  return emu::reduce(emu::WarpCall::bits_or, mask, value, file, line);
}

inline unsigned __reduce_xor_sync(unsigned mask, unsigned value, EMU_WHERE) {
  return emu::reduce(emu::WarpCall::bits_xor, mask, value, file, line);
}

#undef EMU_WHERE
