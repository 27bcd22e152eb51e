#include "tiny/tiny.h"

// g++ finds std::unordered_map in the precompiled headers; this file never asked
// for it.
namespace tiny {

float sum(std::span<const float> x) {
  std::unordered_map<int, double> total;
  for (const float value : x) total[0] += value;
  return static_cast<float>(total[0]);
}

}  // namespace tiny
