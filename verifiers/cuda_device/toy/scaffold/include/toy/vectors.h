// Two functions of vectors, on a CUDA device where the build has one.
#pragma once

#include <vector>

namespace toy {

std::vector<float> twice(const std::vector<float>& x);
float total(const std::vector<float>& x);

}  // namespace toy
