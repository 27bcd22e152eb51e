#include "tiny/tiny.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAREFUL 1
#endif
#endif

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
