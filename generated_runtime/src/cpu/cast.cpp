#include "cpu/cast.h"

namespace tw::cpu {

void cast(void* out, Dtype to, const Dims& sizes, const void* data, const Dims& strides,
          Dtype from) noexcept {
  visit(from, [&](auto tag) {
    using From = typename decltype(tag)::type;
    cast_from(out, to, sizes, static_cast<const From*>(data), strides);
  });
}

}  // namespace tw::cpu
