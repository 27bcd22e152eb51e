// PyTorch as a host of the protocol, with as many threads as it likes; no gradients unless they are
// asked for.
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/variable.h>

#include "ops.h"

namespace host = wright::host;

namespace {

struct Torch {
  using Tensor = at::Tensor;

  Tensor make(const host::TensorData& data) { return make_tensor(data); }
  host::TensorData read(const Tensor& tensor) { return read_tensor(tensor); }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    return {call_torch(op, args)};
  }
  host::Sizes strides(const Tensor& tensor) { return tensor.strides().vec(); }
  bool shares_storage(const Tensor& a, const Tensor& b) { return a.is_alias_of(b); }
  void requires_grad(Tensor& tensor) { tensor.requires_grad_(); }
  void backward(const Tensor& tensor, const Tensor& cotangent) { tensor.backward(cotangent); }
  Tensor grad(const Tensor& tensor) { return tensor.grad(); }
};

}  // namespace

int main() {
  return host::serve(Torch{});
}
