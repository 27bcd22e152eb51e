#include "tiny/tiny.h"

namespace tiny {

std::vector<float> axpy(float, std::span<const float>, std::span<const float>) { return {}; }

}  // namespace tiny
