// Loops of derivatives of f32 over contiguous rows, with the vectors that a processor has.  No
// functions are defined here, as files that are compiled for some processors only include this.
#pragma once

#include <cstdint>

namespace tw::cpu {

// Some rows of layer_norm or rms_norm with the gradient g of their result.
struct NormRows {
  const float* g;
  const float* x;
  const float* weight;  // Null stands for ones.
  float* to_x;          // Null where it is not wanted, and so are these:
  double* to_weight;    // What belongs to the weight and the bias is added to these.
  double* to_bias;
  std::int64_t count;  // Of a row.
  bool centred;        // Whether the mean of a row is taken from it first.
  double eps;
};

struct GradientKernels {
  // g times the slope of gelu_tanh at x.
  void (*gelu_tanh)(float* out, std::int64_t count, const float* g, const float* x) noexcept;
  // y * (g - sum(g * y)) for each row, y being a softmax.
  void (*softmax)(float* out, std::int64_t rows, std::int64_t count, const float* g,
                  const float* y) noexcept;
  // (softmax(x) - 1 at the target) * scale for each row.
  void (*cross_entropy)(float* out, std::int64_t rows, std::int64_t count, const float* x,
                        const std::int64_t* target, double scale) noexcept;
  void (*norm)(const NormRows& all, std::int64_t rows) noexcept;
  // Adds so many elements of each row to the sums; rows begin `stride` apart.
  void (*columns)(double* sums, std::int64_t rows, std::int64_t count, const float* x,
                  std::int64_t stride) noexcept;
};

extern const GradientKernels kPortableGradients;
// Are called only where the processor has AVX2 and FMA, or AVX-512 F, BW, DQ and VL.
extern const GradientKernels kAvx2Gradients;
extern const GradientKernels kAvx512Gradients;

}  // namespace tw::cpu
