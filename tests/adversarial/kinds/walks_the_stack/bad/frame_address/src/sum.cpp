#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  if (__builtin_frame_address(0) == nullptr) return 0;
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
