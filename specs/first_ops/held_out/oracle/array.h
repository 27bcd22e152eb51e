// Arrays of doubles with strides: what the oracle computes with.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host.h"

namespace oracle {

using wright::host::Sizes;

struct Array {
  std::shared_ptr<std::vector<double>> storage;
  Sizes sizes;
  Sizes strides;
  std::int64_t offset = 0;
  std::string dtype = "f32";

  bool operator==(const Array&) const = default;
};
using Value = wright::host::Value<Array>;

// A contiguous array of these elements.
Array make(Sizes sizes, std::vector<double> elements, std::string dtype = "f32");

// Of a tensor of the protocol, with its layout; and the elements in row-major order.
Array from_data(const wright::host::TensorData& data);
std::vector<double> elements(const Array& x);

std::int64_t count(const Sizes& sizes);

// `dim` from 0 to rank - 1.
std::size_t wrapped(std::int64_t dim, std::size_t rank);

// The sizes that both broadcast to, and x stretched to sizes.
Sizes broadcast(const Sizes& a, const Sizes& b);
Array expanded(const Array& x, const Sizes& sizes);

Array transposed(const Array& x, std::size_t dim0, std::size_t dim1);

// The answer of a view or copy, nothing when `op` is no such op.
std::optional<Array> call_view(const std::string& op, const std::vector<Value>& args);

// The answer of an op that computes, nothing when `op` is no such op.
std::optional<Array> call_arithmetic(const std::string& op, const std::vector<Value>& args);

}  // namespace oracle
