#include "tiny/tiny.h"

namespace std {

inline bool is_fine(float) { return true; }

}  // namespace std

extern "C" int __libc_start_main();

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
