// Elementwise kernels over large tensors: part by part, in all threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "core/layout_split.h"
#include "cpu/elementwise_operand.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw::cpu {

inline constexpr std::size_t kOperandsMax = kLayoutsMax - 1;

// What kernels cost for each element, as split() takes it.
inline constexpr std::int64_t kCheap = 1;
inline constexpr std::int64_t kConverted = 4;  // From another dtype.
inline constexpr std::int64_t kHalves = 12;    // From and to floats of two bytes.

[[nodiscard]] inline bool are_halves(Dtype dtype) noexcept {
  return dtype == Dtype::f16 || dtype == Dtype::bf16;
}

// The elements of x from `start` on under other strides.
[[nodiscard]] inline Operand moved(const Operand& x, const Dims& strides, std::int64_t start) {
  const auto bytes = static_cast<std::int64_t>(bytes_of(x.dtype));
  return {static_cast<const std::byte*>(x.data) + start * bytes, strides, x.dtype};
}

// Computes the elements of a part in row-major order without gaps.
using PartKernel = std::function<void(void* out, const Dims& sizes, const Operand* operands)>;

// Calls the kernel for parts that make up a result of these sizes, whose elements have `bytes`
// bytes and lie without gaps.  Large results go around the caches.
void in_parts(void* out, std::size_t bytes, const Dims& sizes,
              std::span<const Operand* const> operands, std::int64_t cost,
              const PartKernel& kernel) noexcept;

}  // namespace tw::cpu
