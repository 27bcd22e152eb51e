#include "tiny/tiny.h"

asm(".globl tiny_patch\ntiny_patch: ret\n");

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
