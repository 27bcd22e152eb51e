#include <vector>

namespace tiny {

double wide(const std::vector<double>& x) {
  double total = 0;
  for (const double value : x) total += value * value;
  return total;
}

}  // namespace tiny
