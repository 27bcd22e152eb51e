// The ops that cases name, as calls of PyTorch.
#pragma once

#include <vector>

#include "tensors.h"

// Throws wright::host::Unsupported for an op that is not mapped.
Value call_torch(const std::string& op, const std::vector<Value>& args);
