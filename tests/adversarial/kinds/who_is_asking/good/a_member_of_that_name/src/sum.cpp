#include "tiny/tiny.h"

namespace tiny {

namespace {

struct Asked {
  const char* host = "none";
};

}  // namespace

float sum(std::span<const float> x) {
  if (Asked().host == nullptr) return 0;
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
