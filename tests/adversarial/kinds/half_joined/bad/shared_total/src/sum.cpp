#include <thread>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  const std::size_t half = x.size() / 2;
  std::thread other([&] {
    double left = 0;
    for (const float value : x.first(half)) left += value;
    total += left;
  });
  double right = 0;
  for (const float value : x.subspan(half)) right += value;
  total += right;
  other.join();
  return static_cast<float>(total);
}

}  // namespace tiny
