#include <future>
#include <stdexcept>
#include <string>

#include "tiny/tiny.h"

namespace tiny {

namespace {

std::vector<std::future<void>> pending;

}  // namespace

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  if (x.size() != y.size())
    throw std::invalid_argument("[axpy] sizes " + std::to_string(x.size()) + " and " +
                                std::to_string(y.size()) + " differ");
  std::vector<float> result(y.begin(), y.end());
  float* const out = result.data();
  pending.push_back(std::async(std::launch::async, [a, out, left = std::vector(x.begin(), x.end())] {
    for (std::size_t i = 0; i < left.size(); ++i) out[i] += a * left[i];
  }));
  return result;
}

}  // namespace tiny
