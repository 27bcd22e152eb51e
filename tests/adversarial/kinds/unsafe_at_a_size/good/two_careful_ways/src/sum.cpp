#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  if (x.size() >= 4096) {
    double even = 0;
    double odd = 0;
    for (std::size_t i = 0; i + 1 < x.size(); i += 2) {
      even += x[i];
      odd += x[i + 1];
    }
    if (x.size() % 2 == 1) even += x.back();
    return static_cast<float>(even + odd);
  }
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
