// The table of functions that this host serves; each file of ops/ adds one.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "host.h"

// A copy shares its elements, as a tensor of the protocol does.
using Floats = std::shared_ptr<const wright::host::TensorData>;
using Value = wright::host::Value<Floats>;
using Function = Value (*)(const std::vector<Value>& args);

std::map<std::string, Function>& served();

struct Serve {
  Serve(const char* name, Function function) { served().emplace(name, function); }
};

// The elements of an argument, and a result as a 0-d or 1-d tensor.
std::vector<float> floats(const Value& value);
Value scalar(float value);
Value vector(std::span<const float> values);
