#include "tiny/tiny.h"

namespace tiny {

namespace {

struct Clock {
  int ticks = 0;
  void advance() { ++ticks; }
};

}  // namespace

float sum(std::span<const float> x) {
  Clock steps;
  steps.advance();
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
