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
  const auto part = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) result[i] += a * x[i];
  };
  const std::size_t half = result.size() / 2;
  std::thread other(part, 0, half);
  part(half, result.size());
  other.join();
  return result;
}

}  // namespace tiny
