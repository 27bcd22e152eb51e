#include <thread>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double left = 0;
  const std::size_t half = x.size() / 2;
  std::thread other([&] {
    for (const float value : x.first(half)) left += value;
  });
  double right = 0;
  for (const float value : x.subspan(half)) right += value;
  other.join();
  return static_cast<float>(left + right);
}

}  // namespace tiny
