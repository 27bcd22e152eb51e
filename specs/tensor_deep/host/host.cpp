// The host of library tw.
#include "host.h"

#include "tensors.h"
#ifdef HAS_GRADIENTS
#include "tw/autograd.h"
#include "tw/ops.h"
#endif

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
#ifdef HAS_GRADIENTS
  void requires_grad(Tensor& tensor) {
    tw::set_requires_grad(tensor);
  }
  // A program may end in what does not depend on any of its tensors, a derivative of something
  // linear for example: then all gradients are zeros.
  void backward(const Tensor& tensor, const Tensor& cotangent) {
    if (tw::requires_grad(tensor)) tw::backward(tensor, cotangent);
  }
  Tensor grad(const Tensor& tensor) {
    const Tensor found = tw::grad(tensor);
    return found.defined() ? found : tw::full(tensor.sizes(), 0, tensor.dtype());
  }
  // Recorded itself, so that another backward goes on through it.
  Tensor derivative(const Tensor& of, const Tensor& cotangent, const Tensor& by) {
    const Tensor none = tw::full(by.sizes(), 0, by.dtype());
    if (!tw::requires_grad(of)) return none;
    const Tensor found = tw::gradients(std::vector<Tensor>{of}, std::vector<Tensor>{by},
                                       std::vector<Tensor>{cotangent}, {.create_graph = true})
                             .at(0);
    return found.defined() ? found : none;
  }
#endif
};

}  // namespace

int main() {
  return host::serve(Library{});
}
