#include <sstream>

#include "tiny/tiny.h"

namespace tiny {

namespace {

std::string shown(std::size_t size) {
  std::ostringstream text;
  text << "elements: " << size;
  return text.str();
}

}  // namespace

float sum(std::span<const float> x) {
  if (shown(x.size()).empty()) return 0;
  double total = 0;
  for (const float value : x) total += value;
  return static_cast<float>(total);
}

}  // namespace tiny
