// Tensors of the library as tensors of the protocol, and the call that serves them.
#pragma once

#include "host.h"
#include "tw/tensor.h"

using Value = wright::host::Value<tw::Tensor>;

// A storage of the library with these bytes, viewed with these sizes and strides.
tw::Tensor make_tensor(const wright::host::TensorData& data);

// The elements in row-major order, read through sizes, strides and offset: nothing
// of the candidate's copying is trusted here.
wright::host::TensorData read_tensor(const tw::Tensor& tensor);

// Defined in call_by_name.cpp.
std::vector<Value> call_op(const std::string& op, const std::vector<Value>& args);
