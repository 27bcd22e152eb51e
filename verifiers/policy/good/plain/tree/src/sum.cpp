#include "sums/sum.h"

namespace sums {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float element : x) total += element;
  return static_cast<float>(total);
}

}  // namespace sums
