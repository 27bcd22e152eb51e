#include "toy/vectors.h"

namespace toy {

std::vector<float> twice(const std::vector<float>& x) {
  std::vector<float> doubled;
  for (const float one : x) doubled.push_back(2 * one);
  return doubled;
}

float total(const std::vector<float>& x) {
  float sum = 0;
  for (const float one : x) sum += one;
  return sum;
}

}  // namespace toy
