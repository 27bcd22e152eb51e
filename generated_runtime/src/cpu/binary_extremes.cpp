#include "core/number.h"
#include "cpu/binary.h"
#include "cpu/binary_rows.h"
#include "cpu/elementwise_functions.h"

namespace tw::cpu {
namespace {

template <class Function>
void extreme(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b,
             Function function) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<T, T>(out, dtype, sizes, a, b, function);
  });
}

}  // namespace

void maximum(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
             const Operand& b) noexcept {
  extreme(out, dtype, sizes, a, b, Larger{});
}

void minimum(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
             const Operand& b) noexcept {
  extreme(out, dtype, sizes, a, b, Smaller{});
}

}  // namespace tw::cpu
