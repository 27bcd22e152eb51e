// Intervals of 95%: how far a share, a mean or a difference can be from what was measured.
#pragma once

#include <optional>
#include <vector>

namespace wright {

struct Interval {
  double low = 0;
  double high = 0;

  [[nodiscard]] bool holds(double value) const { return low <= value && value <= high; }
  bool operator==(const Interval&) const = default;
};

// Student's t, two-sided: 12.706 for 1 degree of freedom, and 1.96 for very many.
[[nodiscard]] double t_quantile(int degrees);

// Wilson's score interval of a share.  Of nothing: [0, 1].
[[nodiscard]] Interval wilson(int hits, int of);

[[nodiscard]] double mean_of(const std::vector<double>& values);

// Student's interval of a mean.  None for less than two values.
[[nodiscard]] std::optional<Interval> mean_interval(const std::vector<double>& values);

// Of the mean of paired differences between shares, each in [-1, 1]: Agresti and Min's, who add
// two pairs of which one differs half each way, here with Student's t.  So that a few pairs which
// all say the same are no proof, as they would be for `mean_interval`, whose variance is 0 then.
// None for less than two pairs.
[[nodiscard]] std::optional<Interval> paired_interval(const std::vector<double>& differences);

}  // namespace wright
