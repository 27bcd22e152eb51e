// Whether an answer is what was asked for: kind, dtype and shape first, then
// element by element in fp64.
#pragma once

#include <optional>
#include <string>

#include "grader/cases.h"
#include "grader/value.h"

namespace wright {

struct Mismatch {
  std::string rule;  // "kind", "dtype", "shape" or "value".
  std::string message;

  bool operator==(const Mismatch&) const = default;
};

// None when `got` is right.  NaN equals NaN of any payload; infinities must
// match; zeros must match in sign when the tolerance is exact.  `want` may be
// wide: exactly asked, it is rounded to its dtype; with a tolerance, the error
// is measured against the exact value, and an ulp is the spacing of the dtype
// there.  The message names the worst element.
[[nodiscard]] std::optional<Mismatch> compare(const Value& got, const Value& want,
                                              const Tolerance& tolerance);

}  // namespace wright
