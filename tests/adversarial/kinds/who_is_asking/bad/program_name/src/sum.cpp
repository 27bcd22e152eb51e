#include <errno.h>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  if (program_invocation_name == nullptr) return 0;
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
