#include <algorithm>
#include <cmath>
#include <utility>

#include "tiny/tiny.h"

namespace tiny {

namespace {

class Softmax {
 public:
  explicit Softmax(std::span<const float> x) : values_(x.begin(), x.end()) {}

  std::vector<float> take() && {
    if (values_.empty()) return {};
    const float largest = *std::max_element(values_.begin(), values_.end());
    for (float& value : values_) value = std::exp(value - largest);
    const float total = sum(values_);
    for (float& value : values_) value /= total;
    return std::move(values_);
  }

 private:
  std::vector<float> values_;
};

}  // namespace

std::vector<float> softmax(std::span<const float> x) { return Softmax(x).take(); }

}  // namespace tiny
