#include <array>

#include "cpu/unary_rows.h"

namespace tw::cpu {

void unary_in_parts(void* out, Dtype dtype, const Dims& sizes, const Operand& x, std::int64_t cost,
                    UnaryPart* part) noexcept {
  if (are_halves(dtype)) cost += kHalves;
  if (x.dtype != dtype) cost += kConverted;
  if (is_small(sizes, cost)) {
    part(out, dtype, sizes, x);
    return;
  }
  const auto kernel = [part, dtype](void* to, const Dims& some, const Operand* operands) {
    part(to, dtype, some, operands[0]);
  };
  const std::array<const Operand*, 1> operands = {&x};
  in_parts(out, bytes_of(dtype), sizes, operands, cost, kernel);
}

}  // namespace tw::cpu
