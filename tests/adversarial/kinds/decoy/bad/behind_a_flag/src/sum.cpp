#include "tiny/tiny.h"

namespace tiny {

namespace {

const volatile bool kIsCareful = false;

}  // namespace

float sum(std::span<const float> x) {
  double total = 0;
  if (kIsCareful) {
    for (const float value : x) total += value;
  }
  return static_cast<float>(total);
}

}  // namespace tiny
