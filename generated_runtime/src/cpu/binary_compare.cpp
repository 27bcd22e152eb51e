#include "core/number.h"
#include "cpu/binary.h"
#include "cpu/binary_rows.h"

namespace tw::cpu {
namespace {

template <class Function>
void compare(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b,
             Function function) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<bool, T>(out, dtype, sizes, a, b, function);
  });
}

}  // namespace

void eq(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  compare(out, dtype, sizes, a, b, [](auto x, auto y) { return x == y; });
}

void ne(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  compare(out, dtype, sizes, a, b, [](auto x, auto y) { return x != y; });
}

void lt(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  compare(out, dtype, sizes, a, b, [](auto x, auto y) { return x < y; });
}

void le(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  compare(out, dtype, sizes, a, b, [](auto x, auto y) { return x <= y; });
}

void gt(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  lt(out, dtype, sizes, b, a);
}

void ge(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  le(out, dtype, sizes, b, a);
}

}  // namespace tw::cpu
