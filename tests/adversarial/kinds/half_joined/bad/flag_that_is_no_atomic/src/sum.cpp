#include <thread>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double left = 0;
  bool is_done = false;
  const std::size_t half = x.size() / 2;
  std::thread other([&] {
    for (const float value : x.first(half)) left += value;
    is_done = true;
  });
  double right = 0;
  for (const float value : x.subspan(half)) right += value;
  for (int i = 0; i < 1000000 && !is_done; ++i) std::this_thread::yield();
  const double total = left + right;
  other.join();
  return static_cast<float>(total);
}

}  // namespace tiny
