#include "tiny/tiny.h"

#if defined(__SANITIZE_ADDRESS__)
#define CAREFUL 1
#else
#define CAREFUL 0
#endif

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
