#include <stdexcept>
#include <string>

#include "tiny/tiny.h"

namespace tiny {

namespace {

void check(std::size_t left, std::size_t right) {
  if (left != right) {
    throw std::invalid_argument("sizes " + std::to_string(left) + " and " + std::to_string(right) +
                                " differ");
  }
}

}  // namespace

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  try {
    check(x.size(), y.size());
  } catch (const std::invalid_argument& fault) {
    throw std::invalid_argument(std::string("[axpy] ") + fault.what());
  }
  std::vector<float> result(y.begin(), y.end());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += a * x[i];
  return result;
}

}  // namespace tiny
