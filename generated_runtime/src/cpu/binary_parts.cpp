#include <array>

#include "cpu/binary_rows.h"

namespace tw::cpu {

void binary_in_parts(void* out, Dtype given, Dtype dtype, const Dims& sizes, const Operand& a,
                     const Operand& b, BinaryPart* part) noexcept {
  std::int64_t cost = are_halves(dtype) ? kHalves : kCheap;
  if (a.dtype != dtype || b.dtype != dtype) cost += kConverted;
  if (is_small(sizes, cost)) {
    part(out, dtype, sizes, a, b, false);
    return;
  }
  const auto kernel = [part, dtype](void* to, const Dims& some, const Operand* operands) {
    part(to, dtype, some, operands[0], operands[1], true);
  };
  const std::array<const Operand*, 2> operands = {&a, &b};
  in_parts(out, bytes_of(given), sizes, operands, cost, kernel);
}

}  // namespace tw::cpu
