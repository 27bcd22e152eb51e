// Two functions and their derivatives.
#pragma once

#include <cmath>

namespace toy {

inline double square(double x) {
  return x * x;
}
inline double square_slope(double x) {
  return 2 * x;
}
inline double sine(double x) {
  return std::sin(x);
}
inline double sine_slope(double x) {
  return std::cos(x);
}

}  // namespace toy
