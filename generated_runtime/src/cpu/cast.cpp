#include "cpu/cast.h"

#include <array>

#include "cpu/elementwise_parts.h"

namespace tw::cpu {
namespace {

[[gnu::noinline]] void cast_part(void* out, Dtype to, const Dims& sizes, const void* data,
                                 const Dims& strides, Dtype from) {
  visit(from, [&](auto tag) {
    using From = typename decltype(tag)::type;
    cast_from(out, to, sizes, static_cast<const From*>(data), strides);
  });
}

}  // namespace

void cast(void* out, Dtype to, const Dims& sizes, const void* data, const Dims& strides,
          Dtype from) noexcept {
  const std::int64_t cost = to == Dtype::f16 ? kHalves : kCheap;
  if (is_small(sizes, cost)) {
    cast_part(out, to, sizes, data, strides, from);
    return;
  }
  const auto kernel = [to](void* some, const Dims& part, const Operand* x) {
    cast_part(some, to, part, x->data, x->strides, x->dtype);
  };
  const Operand x{data, strides, from};
  const std::array<const Operand*, 1> operands = {&x};
  in_parts(out, bytes_of(to), sizes, operands, cost, kernel);
}

}  // namespace tw::cpu
