#include "tiny/tiny.h"

namespace tiny {

// system("true") and fork() are words here.
float sum(std::span<const float> x) {
  const char* const text = "system(\"true\")";
  if (text == nullptr) return 0;
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
