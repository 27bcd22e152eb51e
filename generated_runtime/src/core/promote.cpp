#include <utility>

#include "tw/dtype.h"

namespace tw {

// Dtypes are in the order of what they hold, but for two pairs.
Dtype promote(Dtype a, Dtype b) noexcept {
  if (a > b) std::swap(a, b);
  if (a == Dtype::u8 && b == Dtype::i8) return Dtype::i16;
  if (a == Dtype::f16 && b == Dtype::bf16) return Dtype::f32;
  return b;
}

}  // namespace tw
