// Arrays of doubles with strides: what the oracle computes with.
//
// An array keeps exact values; an op that takes it sees them rounded to its dtype.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host.h"

namespace oracle {

using wright::host::Sizes;

struct Storage {
  std::vector<double> values;
  std::int64_t version = 0;
};

struct Array {
  std::shared_ptr<Storage> storage;
  Sizes sizes;
  Sizes strides;
  std::int64_t offset = 0;
  std::string dtype = "f32";

  bool operator==(const Array&) const = default;
};
using Value = wright::host::Value<Array>;
using Args = std::vector<Value>;

// A contiguous array of these elements.
Array make(Sizes sizes, std::vector<double> elements, std::string dtype = "f32");

// Of a tensor of the protocol, with its layout.
Array from_data(const wright::host::TensorData& data);

// In row-major order: as they are kept, and as the dtype holds them.
std::vector<double> elements(const Array& x);
std::vector<double> rounded_elements(const Array& x);

std::int64_t count(const Sizes& sizes);
bool is_contiguous(const Array& x);

// `dim` from 0 to rank - 1.
std::size_t wrapped(std::int64_t dim, std::size_t rank);

// The sizes that both broadcast to, and x stretched to sizes.
Sizes broadcast(const Sizes& a, const Sizes& b);
Array expanded(const Array& x, const Sizes& sizes);

Array transposed(const Array& x, std::size_t dim0, std::size_t dim1);

// Arguments, and whether one is there at all.
Array array(const Args& args, std::size_t i);
bool is_given(const Args& args, std::size_t i);

// Each answers the ops of one family, with nothing when `op` is none of them.
std::optional<Array> call_view(const std::string& op, const Args& args);
std::optional<Array> call_cast(const std::string& op, const Args& args);
std::optional<Array> call_binary(const std::string& op, const Args& args);
std::optional<Array> call_choice(const std::string& op, const Args& args);
std::optional<Array> call_unary(const std::string& op, const Args& args);
std::optional<Array> call_reduction(const std::string& op, const Args& args);
std::optional<Array> call_product(const std::string& op, const Args& args);
std::optional<Array> call_softmax(const std::string& op, const Args& args);
std::optional<Array> call_in_place(const std::string& op, const Args& args);
std::optional<Value> call_training(const std::string& op, const Args& args);
std::optional<Array> call_indexing(const std::string& op, const Args& args);
std::optional<Value> call_joining(const std::string& op, const Args& args);
std::optional<Array> call_attention(const std::string& op, const Args& args);
std::optional<Array> call_layers(const std::string& op, const Args& args);
std::optional<Array> call_recorded_in_place(const std::string& op, const Args& args);
std::optional<Value> call_random(const std::string& op, const Args& args);
std::optional<Value> call_gradient(const std::string& op, const Args& args);
std::optional<Value> call_transformer(const std::string& op, const Args& args);

// Of every family, for questions that call ops by name.
std::optional<Value> call_any(const std::string& op, const Args& args);

}  // namespace oracle
