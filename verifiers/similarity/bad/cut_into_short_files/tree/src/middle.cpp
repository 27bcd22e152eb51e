#include <utility>

namespace tw {

float middle(float a, float b, float c) {
  while (b < a || c < b) {
    if (b < a) std::swap(a, b);
    if (c < b) std::swap(b, c);
  }
  return b;
}

}  // namespace tw
