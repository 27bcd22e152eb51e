// The ops that cases name, as calls of PyTorch.
#pragma once

#include <optional>
#include <stdexcept>
#include <vector>

#include "tensors.h"

using Args = std::vector<Value>;

// Throws wright::host::Unsupported for an op that is not mapped.
Value call_torch(const std::string& op, const Args& args);

// Of one or two tensors, element by element; none for another op.
std::optional<at::Tensor> call_pointwise(const std::string& op, const Args& args);
// Loops in C++ whose calls cost no words of the protocol, under the names that specs give them.
std::optional<at::Tensor> call_loop(const std::string& op, const Args& args);

inline const at::Tensor& tensor(const Args& args, std::size_t i) {
  const auto* held = i < args.size() ? std::get_if<at::Tensor>(&args[i]) : nullptr;
  if (held == nullptr) throw std::invalid_argument("[host] a tensor is missing");
  return *held;
}
inline std::int64_t integer(const Args& args, std::size_t i) {
  return wright::host::as<std::int64_t>(args.at(i));
}
