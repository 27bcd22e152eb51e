#include <chrono>

#include "tiny/tiny.h"

template <>
std::chrono::time_point<std::chrono::steady_clock> std::chrono::steady_clock::now() noexcept;

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
