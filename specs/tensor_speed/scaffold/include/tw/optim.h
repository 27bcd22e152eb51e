// Optimisers: they change parameters in place from their gradients.
//
// step() leaves a parameter without a gradient as it is, and records nothing.  State has
// the dtype of its parameter.
//
// state() copies what step() keeps, by names that begin with the number of the parameter: "2.buffer";
// "2.first", "2.second" and "2.steps" (i64, 0-d).  What a parameter does not have yet is left out.
// set_state() copies from such a map, so that training goes on bit by bit, and throws
// "[sgd] state 2.buffer does not fit" for a name that it does not know, or other sizes or another dtype; it
// changes nothing then.  Both are defined by the task `files`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tw/tensor.h"

namespace tw {

// p -= learning_rate * g, where g = grad + weight_decay * p.  With a momentum m above 0, g is
// first taken into a buffer b = m * b + g, which begins as g, and b takes its place.
class Sgd {
 public:
  struct Options {
    double learning_rate = 0.01;
    double momentum = 0;
    double weight_decay = 0;
  };
  // Throws "[sgd] parameter 2 is no leaf that requires its gradient".
  Sgd(std::vector<Tensor> parameters, Options options);
  void step();
  void clear_grads();
  [[nodiscard]] std::map<std::string, Tensor> state() const;
  void set_state(const std::map<std::string, Tensor>& state);

 private:
  std::vector<Tensor> parameters_;
  Options options_;
  std::vector<Tensor> buffers_;  // Undefined before the first use.
};

// Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019 (algorithm 2); in step t:
//   p *= 1 - learning_rate * weight_decay
//   m = beta1 * m + (1 - beta1) * g        v = beta2 * v + (1 - beta2) * g * g
//   p -= learning_rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
// t counts the steps of this parameter.
class AdamW {
 public:
  struct Options {
    double learning_rate = 1e-3;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 1e-2;
  };
  // Throws "[adamw] parameter 2 is no leaf that requires its gradient".
  AdamW(std::vector<Tensor> parameters, Options options);
  void step();
  void clear_grads();
  [[nodiscard]] std::map<std::string, Tensor> state() const;
  void set_state(const std::map<std::string, Tensor>& state);

 private:
  struct Moments {
    Tensor first;
    Tensor second;
    std::int64_t steps = 0;
  };
  std::vector<Tensor> parameters_;
  Options options_;
  std::vector<Moments> moments_;
};

}  // namespace tw
