#include "tiny/tiny.h"

namespace tiny {

// #line is not used here.
float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
