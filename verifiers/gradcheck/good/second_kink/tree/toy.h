// Two functions and their derivatives.
#pragma once

#include <cmath>

#define TOY_HAS_BENDS

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
inline double square_bend(double) {
  return 2;
}
inline double sine_bend(double x) {
  return -std::sin(x);
}

}  // namespace toy
