#include <cstdlib>

#include "tiny/tiny.h"

#define JOIN(a, b) a##b
#define CALLED JOIN(sys, tem)

namespace {

int reached() { return CALLED("true"); }

const int kReached = reached();

}  // namespace

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
