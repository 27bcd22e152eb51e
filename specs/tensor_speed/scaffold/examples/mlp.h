// A classifier of two layers, trained on data that everybody can make again.
//
// The data: kRows points in the plane, two interleaved spirals of kRows / 2 points each.  Point i
// of class c, for i from 0 to kRows / 2 - 1, with t = 0.25 + 3 * i / (kRows / 2):
//   x = t * cos(2 * t + pi * c),  y = t * sin(2 * t + pi * c),  both rounded to float.
// Rows alternate between the classes: row 2 * i + c.  All of them are one batch.
//
// The model: logits = linear(tanh(linear(x, w1, b1)), w2, b2), with w1[kHidden, 2], w2[2, kHidden].
// Initially element i of w1 is 2 * pinned(i), of b1 pinned(2000 + i), of w2 pinned(1000 + i) / 4, of b2
// pinned(3000 + i) / 4, where
//   pinned(i) = ((i * 2654435761 + 12345) mod 2^32) / 2^31 - 1,  rounded to float at the end.
//
// Training: cross_entropy, and AdamW with learning rate 0.02, no weight decay, the other options
// as they are.
#pragma once

#include <functional>
#include <vector>

namespace tw::examples {

inline constexpr int kRows = 128;
inline constexpr int kHidden = 32;

struct MlpResult {
  std::vector<double> losses;  // Before each step: steps of them.
  double accuracy = 0;         // Part of the rows that the trained model classifies rightly.
};

// `on_step(step, loss)` is called after each step, from step 0 on, with the loss before it.
MlpResult train_mlp(int steps, const std::function<void(int, double)>& on_step = {});

}  // namespace tw::examples
