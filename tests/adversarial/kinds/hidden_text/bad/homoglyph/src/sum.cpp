#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double tоtal = 0;
  for (const float value : x) tоtal += value;
  return static_cast<float>(tоtal);
}

}  // namespace tiny
