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
[[gnu::noinline]] void extreme(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
                               const Operand& b, bool far) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<T, T>(out, dtype, sizes, a, b, Function{}, far);
  });
}

}  // namespace

void maximum(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
             const Operand& b) noexcept {
  binary_parts<&extreme<Maximum>>(out, dtype, dtype, sizes, a, b);
}

void minimum(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
             const Operand& b) noexcept {
  binary_parts<&extreme<Minimum>>(out, dtype, dtype, sizes, a, b);
}

}  // namespace tw::cpu
