#include "tiny/tiny.h"

#if __cplusplus < 202002L
#error "C++20 is needed"
#endif

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
