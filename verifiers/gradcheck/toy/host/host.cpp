// Elementwise functions with a tape of one step, and a ramp, which has a kink.
#include "host.h"

#include <algorithm>
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
  std::vector<double> bends;   // Of the slopes.
  std::shared_ptr<Node> parent;
};

struct Library {
  using Tensor = std::shared_ptr<Node>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<Node>(
        Node{data.sizes, host::elements<double>(data), {}, {}, {}, nullptr});
  }
  host::TensorData read(const Tensor& node) {
    return host::contiguous("f64", node->sizes, node->values.data(), node->values.size());
  }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    if (op != "square" && op != "sine" && op != "ramp") throw host::Unsupported{};
    const Tensor x = host::as<Tensor>(args.at(0));
    auto result = std::make_shared<Node>(Node{x->sizes, {}, {}, {}, {}, x});
    for (const double value : x->values) put(*result, op, value);
    return {result};
  }
  static void put(Node& result, const std::string& op, double x) {
    const bool is_square = op == "square";
    const bool is_ramp = op == "ramp";
    result.values.push_back(is_ramp ? std::max(x, 0.0) : is_square ? toy::square(x) : toy::sine(x));
    result.slopes.push_back(is_ramp     ? static_cast<double>(x > 0)
                            : is_square ? toy::square_slope(x)
                                        : toy::sine_slope(x));
#ifdef TOY_HAS_BENDS
    result.bends.push_back(is_ramp ? 0 : is_square ? toy::square_bend(x) : toy::sine_bend(x));
#endif
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
    std::vector<double> found = x->gradient;
    found.resize(x->values.size());
    return std::make_shared<Node>(Node{x->sizes, found, {}, {}, {}, nullptr});
  }
#ifdef TOY_HAS_BENDS
  Tensor derivative(const Tensor& result, const Tensor& cotangent, const Tensor& by) {
    auto recorded = std::make_shared<Node>(Node{by->sizes, {}, {}, {}, {}, by});
    for (std::size_t i = 0; i < by->values.size(); ++i) {
      recorded->values.push_back(result->slopes.at(i) * cotangent->values.at(i));
      recorded->slopes.push_back(result->bends.at(i) * cotangent->values.at(i));
    }
    return recorded;
  }
#endif
};

}  // namespace

int main() {
  return host::serve(Library{});
}
