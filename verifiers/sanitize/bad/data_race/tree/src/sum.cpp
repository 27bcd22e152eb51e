#include <thread>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double total = 0;
  std::thread other([&] {
    for (std::size_t i = 1; i < x.size(); i += 2) total += x[i];
  });
  for (std::size_t i = 0; i < x.size(); i += 2) total += x[i];
  other.join();
  return static_cast<float>(total);
}

}  // namespace tiny
