#pragma once

#include <span>

namespace sums {

// In the order of the elements.
float sum(std::span<const float> x);

}  // namespace sums
