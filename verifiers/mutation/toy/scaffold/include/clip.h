// One function, so that its tests can be compared.
#pragma once

#include <span>

// The mean of the elements after each was held within -limit and limit; 0 for none.
[[nodiscard]] float clipped_mean(std::span<const float> x, float limit);
