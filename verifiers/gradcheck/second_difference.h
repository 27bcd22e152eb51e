// A second derivative of the oracle's forward by differences.
#pragma once

#include <optional>

#include "base/result.h"
#include "gradcheck/derivation.h"

namespace wright {

// Of the result paired with `cotangent`: once by input `first` along `along`, once by an element.
struct Direction {
  std::size_t first = 0;
  Tensor cotangent;
  Tensor along;  // Of the sizes of `first`.
};
struct Place {
  std::size_t input = 0;
  std::int64_t at = 0;
};

// None where differences of two steps are apart by more than the tolerance, as
// at a kink or at the edge of the domain.  Errors (spec) are the oracle's.
Result<std::optional<double>> second_difference(const Case& one, const Derivation& derivation,
                                                Seat& oracle, const Direction& by,
                                                const Place& place, const Tolerance& tolerance);

}  // namespace wright
