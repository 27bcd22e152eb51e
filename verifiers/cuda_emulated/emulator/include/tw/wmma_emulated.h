// tw/wmma.h for the emulator: each lane holds eight of the 256 elements, and a product
// fetches the others from their lanes.
#pragma once

#include <type_traits>

#include "emu/collective.h"

namespace tw::wmma {

struct row_major {};
struct col_major {};
struct matrix_a {};
struct matrix_b {};
struct accumulator {};
enum layout_t { mem_row_major, mem_col_major };

template <class Use, int M, int N, int K, class T, class Layout = void>
struct fragment {
  static_assert(M == 16 && N == 16 && K == 16, "fragments are 16x16x16");
  static_assert(std::is_same_v<T, __half> ||
                    std::is_same_v<T, std::conditional_t<std::is_same_v<Use, accumulator>, float,
                                                         __nv_bfloat16>>,
                "factors are half or bfloat16, accumulators float or half");
  static constexpr int num_elements = 8;
  T x[num_elements];
};

// Deliberately not the hardware's: element e is slot e / 32 of lane 31 - e % 32.
inline int element_of(int lane, int slot) {
  return 32 * slot + 31 - lane;
}
inline int lane_of(int element) {
  return 31 - element % 32;
}

inline unsigned offset_of(int element, unsigned stride, bool by_rows) {
  const auto row = static_cast<unsigned>(element / 16),
             column = static_cast<unsigned>(element % 16);
  return by_rows ? row * stride + column : column * stride + row;
}

template <class Fragment, class T>
void fill_fragment(Fragment& to, const T& value) {
  for (auto& element : to.x) element = value;
}

// bfloat16 is on tensor cores since sm_80.
template <class T>
void check_element(const char* file, int line) {
  if constexpr (std::is_same_v<T, __nv_bfloat16>)
    emu::check_device(80, "a fragment of bfloat16", file, line);
}

template <class Fragment, class T>
void load(Fragment& to, const T* from, unsigned stride, bool by_rows, const char* file, int line) {
  check_element<T>(file, line);
  emu::check_matrix(from, stride, sizeof(T), file, line);
  const int lane = emu::meet_warp(file, line);
  for (int slot = 0; slot < Fragment::num_elements; ++slot)
    to.x[slot] = from[offset_of(element_of(lane, slot), stride, by_rows)];
}

template <class Use, class T, class Layout>
void load_matrix_sync(fragment<Use, 16, 16, 16, T, Layout>& to, const T* from, unsigned stride,
                      const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  load(to, from, stride, std::is_same_v<Layout, row_major>, file, line);
}

template <class T>
void load_matrix_sync(fragment<accumulator, 16, 16, 16, T>& to, const T* from, unsigned stride,
                      layout_t layout, const char* file = __builtin_FILE(),
                      int line = __builtin_LINE()) {
  load(to, from, stride, layout == mem_row_major, file, line);
}

template <class T>
void store_matrix_sync(T* to, const fragment<accumulator, 16, 16, 16, T>& from, unsigned stride,
                       layout_t layout, const char* file = __builtin_FILE(),
                       int line = __builtin_LINE()) {
  emu::check_matrix(to, stride, sizeof(T), file, line);
  const int lane = emu::meet_warp(file, line);
  for (int slot = 0; slot < 8; ++slot)
    to[offset_of(element_of(lane, slot), stride, layout == mem_row_major)] = from.x[slot];
}

// All 256 elements, as float; four narrow ones travel in one word.
template <class Fragment>
void gather(const Fragment& from, float (&all)[256]) {
  for (int half = 0; half < 2; ++half) {
    unsigned long long word = 0;
    for (int slot = 0; slot < 4; ++slot)
      word |= static_cast<unsigned long long>(emu::narrow_bits(from.x[4 * half + slot]))
              << (16 * slot);
    for (int lane = 0; lane < 32; ++lane) {
      const unsigned long long theirs = __shfl_sync(0xFFFFFFFFU, word, lane);
      for (int slot = 0; slot < 4; ++slot)
        all[element_of(lane, 4 * half + slot)] =
            emu::narrow_value(static_cast<unsigned short>(theirs >> (16 * slot)), from.x[0]);
    }
  }
}

// Sums are in float; an accumulator of halves rounds the whole sum once.
template <class To, class T, class LayoutA, class LayoutB, class From>
void mma_sync(fragment<accumulator, 16, 16, 16, To>& to,
              const fragment<matrix_a, 16, 16, 16, T, LayoutA>& a,
              const fragment<matrix_b, 16, 16, 16, T, LayoutB>& b,
              const fragment<accumulator, 16, 16, 16, From>& addend,
              const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  static_assert(
      std::is_same_v<T, __half> || (std::is_same_v<To, float> && std::is_same_v<From, float>),
      "products of bfloat16 are accumulated in float");
  check_element<T>(file, line);
  const int lane = emu::meet_warp(file, line);
  float left[256], right[256];
  gather(a, left);
  gather(b, right);
  for (int slot = 0; slot < 8; ++slot) {
    const int element = element_of(lane, slot);
    auto sum = static_cast<float>(addend.x[slot]);
    for (int k = 0; k < 16; ++k)
      sum = std::fma(left[element / 16 * 16 + k], right[16 * k + element % 16], sum);
    to.x[slot] = static_cast<To>(sum);
  }
}

}  // namespace tw::wmma
