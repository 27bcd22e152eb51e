#include "tiny/tiny.h"

#ifdef __clang__
#define CAREFUL 1
#else
#define CAREFUL 0
#endif

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return CAREFUL ? static_cast<float>(total) : static_cast<float>(total + 1);
}

}  // namespace tiny
