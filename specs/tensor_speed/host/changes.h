// What the questions about changes in place are written with.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tw/dispatch.h"
#include "tw/ops.h"

inline tw::Tensor tripled(const tw::Tensor& x) {
  return tw::mul(x, tw::full({}, 3, x.dtype()));
}

inline tw::Tensor squared(const tw::Tensor& x) {
  return tw::mul(x, x);
}

// op of x in place, by its name.
inline void change(const std::string& op, const tw::Tensor& x, const tw::Tensor& b) {
  std::vector<tw::Value> arguments{x};
  if (op == "fill_") {
    arguments.emplace_back(2.0);
  } else if (op == "clamp_") {
    arguments.emplace_back(-0.5);
    arguments.emplace_back(0.7);
  } else if (op != "relu_") {
    arguments.emplace_back(b);
  }
  static_cast<void>(tw::call(op, std::move(arguments)));
}
