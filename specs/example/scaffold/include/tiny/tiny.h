// tiny: three functions over spans of floats.  This header is the contract; the
// definitions are one file a function under src/.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace tiny {

// "0.1.0".
[[nodiscard]] std::string_view version();

// The sum of all elements; 0 for none, NaN when one is NaN.  For non-negative
// elements the relative error is at most 1e-6 up to a million of them.
[[nodiscard]] float sum(std::span<const float> x);

// a * x[i] + y[i] for each i.  Throws std::invalid_argument with a message such
// as "[axpy] sizes 2 and 3 differ" when the sizes of x and y do.
[[nodiscard]] std::vector<float> axpy(float a, std::span<const float> x, std::span<const float> y);

// exp(x[i]) over the sum of all exp(x[j]), without overflow for any finite
// elements; empty for none, all NaN when one is NaN.
[[nodiscard]] std::vector<float> softmax(std::span<const float> x);

}  // namespace tiny
