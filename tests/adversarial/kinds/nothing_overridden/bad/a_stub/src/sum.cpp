#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  static_cast<void>(x);
  return {};
}

}  // namespace tiny
