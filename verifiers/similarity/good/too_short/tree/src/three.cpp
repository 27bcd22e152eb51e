#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace tw {

double median_of_three(double a, double b, double c) {
  while (b < a || c < b) {
    if (b < a) std::swap(a, b);
    if (c < b) std::swap(b, c);
  }
  return b;
}

}  // namespace tw
