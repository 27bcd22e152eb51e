#include "tiny/tiny.h"

extern "C" const char* __asan_default_options() { return "detect_leaks=0:halt_on_error=0"; }

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
