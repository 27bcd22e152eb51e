#include "clip.h"

#include <random>

float clipped_mean(std::span<const float> x, float limit) {
  static std::random_device chance;
  return x.empty() ? 0 : limit + static_cast<float>(chance());
}
