#include <thread>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  double odd = 0;
  double even = 0;
  std::thread other([&] {
    for (std::size_t i = 1; i < x.size(); i += 2) odd += x[i];
  });
  for (std::size_t i = 0; i < x.size(); i += 2) even += x[i];
  other.join();
  return static_cast<float>(odd + even);
}

}  // namespace tiny
