#include "core/number.h"
#include "cpu/binary.h"
#include "cpu/binary_rows.h"

namespace tw::cpu {
namespace {

struct Equal {
  template <class C>
  bool operator()(C x, C y) const noexcept {
    return x == y;
  }
};

struct Unequal {
  template <class C>
  bool operator()(C x, C y) const noexcept {
    return x != y;
  }
};

struct Less {
  template <class C>
  bool operator()(C x, C y) const noexcept {
    return x < y;
  }
};

struct LessOrEqual {
  template <class C>
  bool operator()(C x, C y) const noexcept {
    return x <= y;
  }
};

template <class Function>
[[gnu::noinline]] void compare(void* out, Dtype dtype, const Dims& sizes, const Operand& a,
                               const Operand& b, bool far) {
  visit(dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    binary_as<bool, T>(out, dtype, sizes, a, b, Function{}, far);
  });
}

}  // namespace

void eq(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  binary_parts<&compare<Equal>>(out, Dtype::boolean, dtype, sizes, a, b);
}

void ne(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  binary_parts<&compare<Unequal>>(out, Dtype::boolean, dtype, sizes, a, b);
}

void lt(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  binary_parts<&compare<Less>>(out, Dtype::boolean, dtype, sizes, a, b);
}

void le(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  binary_parts<&compare<LessOrEqual>>(out, Dtype::boolean, dtype, sizes, a, b);
}

void gt(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  lt(out, dtype, sizes, b, a);
}

void ge(void* out, Dtype dtype, const Dims& sizes, const Operand& a, const Operand& b) noexcept {
  le(out, dtype, sizes, b, a);
}

}  // namespace tw::cpu
