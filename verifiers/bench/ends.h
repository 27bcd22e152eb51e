// Whether two chains came to the same end.
#pragma once

#include <optional>

#include "grader/compare.h"

namespace wright {

// What two right programs may differ by after so many calls.
//
// A call of floats may err by 64 units in the last place of the largest element
// (a sum of some hundred products errs by about ten), and a chain that neither
// grows nor shrinks adds up at most the errors of its calls.  But never more
// than a hundredth: ends of other data differ by more than that, so that an
// answer which is remembered or left out shows.  Chains of integers are exact.
[[nodiscard]] Tolerance end_tolerance(const Value& want, std::int64_t times);

// None when the candidate's end is the incumbent's.
[[nodiscard]] std::optional<Mismatch> compare_ends(const Value& got, const Value& want,
                                                   std::int64_t times);

// False for NaN and infinities: nothing can be told from such an end.
[[nodiscard]] bool is_finite(const Value& end);

}  // namespace wright
