#include "tiny/tiny.h"

extern "C" int zero_of_all(const void*, const void*) { return 0; }
extern "C" int bcmp_of_ours(const void*, const void*) __attribute__((alias("zero_of_all")));

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
