// The host of library tw.
#include "host.h"

#include "tensors.h"

namespace host = wright::host;

namespace {

struct Library {
  using Tensor = tw::Tensor;

  Tensor make(const host::TensorData& data) { return make_tensor(data); }
  host::TensorData read(const Tensor& tensor) { return read_tensor(tensor); }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    return call_op(op, args);
  }
  host::Sizes strides(const Tensor& tensor) {
    return {tensor.strides().begin(), tensor.strides().end()};
  }
  bool shares_storage(const Tensor& a, const Tensor& b) { return a.shares_storage_with(b); }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
