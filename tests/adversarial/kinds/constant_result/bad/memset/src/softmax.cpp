#include <cstring>

#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) {
  std::vector<float> result(x.size());
  std::memset(result.data(), 0x3E, result.size() * sizeof(float));
  return result;
}

}  // namespace tiny
