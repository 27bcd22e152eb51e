#include "tiny/tiny.h"

namespace tiny {

std::vector<float> softmax(std::span<const float> x) { return {x.begin(), x.end()}; }

}  // namespace tiny
