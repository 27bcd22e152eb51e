#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace tiny {

[[nodiscard]] std::string_view version();
[[nodiscard]] float sum(std::span<const float> x);
[[nodiscard]] std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y);
[[nodiscard]] std::vector<float> softmax(std::span<const float> x);

}  // namespace tiny
