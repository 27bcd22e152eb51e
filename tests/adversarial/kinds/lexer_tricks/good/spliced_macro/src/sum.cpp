#include "tiny/tiny.h"

#define ADD(total, value) \
  do {                   \
    (total) += (value);  \
  } while (false)

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) ADD(total, value);
  return static_cast<float>(total);
}

}  // namespace tiny
