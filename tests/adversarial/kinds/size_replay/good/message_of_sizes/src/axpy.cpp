#include <stdexcept>
#include <string>

#include "tiny/tiny.h"

namespace tiny {

namespace {

constexpr const char* kName = "[axpy]";

std::string differ(std::size_t left, std::size_t right) {
  static const std::string kWord = " differ";
  return std::string(kName) + " sizes " + std::to_string(left) + " and " + std::to_string(right) +
         kWord;
}

}  // namespace

std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y) {
  if (x.size() != y.size()) throw std::invalid_argument(differ(x.size(), y.size()));
  std::vector<float> result(y.begin(), y.end());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] += a * x[i];
  return result;
}

}  // namespace tiny
