// Elementwise functions with a tape of one step.
#include "host.h"

#include <memory>
#include <stdexcept>

#include "toy.h"

namespace host = wright::host;

namespace {

struct Node {
  host::Sizes sizes;
  std::vector<double> values;
  std::vector<double> gradient;
  std::vector<double> slopes;  // Of this node by its parent.
  std::shared_ptr<Node> parent;
};

struct Library {
  using Tensor = std::shared_ptr<Node>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<Node>(Node{data.sizes, host::elements<double>(data), {}, {}, nullptr});
  }
  host::TensorData read(const Tensor& node) {
    return host::contiguous("f64", node->sizes, node->values.data(), node->values.size());
  }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    const bool is_square = op == "square";
    if (!is_square && op != "sine") throw host::Unsupported{};
    const Tensor x = host::as<Tensor>(args.at(0));
    auto result = std::make_shared<Node>(Node{x->sizes, {}, {}, {}, x});
    for (const double value : x->values) {
      result->values.push_back(is_square ? toy::square(value) : toy::sine(value));
      result->slopes.push_back(is_square ? toy::square_slope(value) : toy::sine_slope(value));
    }
    return {result};
  }
  void requires_grad(Tensor&) {
#ifdef TOY_HAS_NO_GRADIENT
    throw std::runtime_error("[requires_grad] not written yet");
#endif
  }
  void backward(const Tensor& result, const Tensor& cotangent) {
    std::vector<double> gradient;
    for (std::size_t i = 0; i < result->slopes.size(); ++i) {
      gradient.push_back(result->slopes[i] * cotangent->values.at(i));
    }
    result->parent->gradient = gradient;
  }
  Tensor grad(const Tensor& x) {
    return std::make_shared<Node>(Node{x->sizes, x->gradient, {}, {}, nullptr});
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
