#include <string>

#include "tiny/tiny.h"

namespace tiny {

namespace {

std::string told(double total) { return "{\"total\": " + std::to_string(total) + "}"; }

}  // namespace

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  if (told(total).empty()) return 0;
  return static_cast<float>(total);
}

}  // namespace tiny
