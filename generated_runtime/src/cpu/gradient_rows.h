// Derivatives of contiguous f32 in one pass or two, split over threads where there is much work.
// Sizes alone decide how, so that every number of threads gives the same bits.
#pragma once

#include <cstdint>

namespace tw::cpu {

// g times the slope of gelu_tanh at x.
void gelu_tanh_gradient(float* out, std::int64_t count, const float* g, const float* x);

// Of softmax along rows of `count` elements, with its result y.
void softmax_gradient(float* out, std::int64_t rows, std::int64_t count, const float* g,
                      const float* y);

// (softmax(x) - 1 at the target) * scale for each row.
void cross_entropy_gradient(float* out, std::int64_t rows, std::int64_t count, const float* x,
                            const std::int64_t* target, double scale);

// Of layer_norm and rms_norm.
struct NormGradient {
  const float* g;
  const float* x;       // Null where the bias alone is wanted.
  const float* weight;  // Null stands for ones.
  float* to_x;          // These are null where they are not wanted.
  float* to_weight;
  float* to_bias;
  std::int64_t rows;
  std::int64_t count;  // Of a row, at least 1.
  bool centred;        // Whether the mean of a row is taken from it first.
  double eps;
};
void norm_gradient(const NormGradient& all);

// The sum of each of `count` columns, in double and rounded once; rows follow each other.
void column_sums(float* to, std::int64_t rows, std::int64_t count, const float* x);

}  // namespace tw::cpu
