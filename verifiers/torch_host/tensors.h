// Tensors of PyTorch as tensors of the host protocol.
#pragma once

#include <ATen/ATen.h>

#include "host.h"

using Value = wright::host::Value<at::Tensor>;

// Throws std::invalid_argument for a name that is no dtype of the protocol.
at::ScalarType dtype_of(const std::string& name);

at::Tensor make_tensor(const wright::host::TensorData& data);
wright::host::TensorData read_tensor(const at::Tensor& tensor);
