// hollow: a small library of float ops, served rightly or wrongly.
//
//   add(x, y)      elementwise, equal sizes
//   sum(x)         all elements; 0-d
//   row_sums(x)    of a matrix: one sum a row
//   smooth(x)      1 / (1 + exp(-x)), elementwise
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host.h"

namespace hollow {

namespace host = wright::host;

struct Array {
  std::string dtype = "f32";
  host::Sizes sizes;
  std::vector<float> values;
};
using Floats = std::shared_ptr<Array>;
using Value = host::Value<Floats>;
using Args = std::vector<Value>;

// How an op is worked out; throws host::Unsupported for one that is unknown.
using Op = std::function<Floats(const std::string& op, const Args& args)>;

// What is read of a result; most hosts give the array itself.
using Read = std::function<host::TensorData(const Floats& array)>;

// Plain and right: sums in double.
Floats honest(const std::string& op, const Args& args);

// The same with sums by `total`.
using Total = std::function<double(const float* values, std::size_t count)>;
Floats summed(const std::string& op, const Args& args, const Total& total);

Floats array(host::Sizes sizes, std::vector<float> values);
const Floats& argument(const Args& args, std::size_t i);
host::TensorData as_it_is(const Floats& array);

// Serves until bye.
int serve(Op op, Read read = as_it_is);

// Personalities by name.
using Table = std::map<std::string, std::function<int()>>;
const Table& cheats();        // Wrong answers through the kit.
const Table& liars();         // Wrong at the protocol itself.
const Table& honest_twins();  // Look alike and are right.
int serve_oracle();           // Exact answers, wide.

}  // namespace hollow
