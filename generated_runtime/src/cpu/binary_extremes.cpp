#include "core/number.h"
#include "cpu/binary.h"
#include "cpu/binary_rows.h"
#include "cpu/elementwise_functions.h"

namespace tw::cpu {
namespace {

struct Maximum : Larger {
  static constexpr Arithmetic kArithmetic = Arithmetic::maximum;
};

struct Minimum : Smaller {
  static constexpr Arithmetic kArithmetic = Arithmetic::minimum;
};

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
  extreme(out, dtype, sizes, a, b, Maximum{});
}

void minimum(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
             const Operand& b) noexcept {
  extreme(out, dtype, sizes, a, b, Minimum{});
}

}  // namespace tw::cpu
