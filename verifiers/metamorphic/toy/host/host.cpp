// Vectors of doubles, and the candidate's functions of them.
#include "host.h"

#include <algorithm>
#include <memory>

#include "toy.h"

namespace host = wright::host;

namespace {

using Vector = std::vector<double>;

struct Library {
  using Tensor = std::shared_ptr<Vector>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<Vector>(host::elements<double>(data));
  }
  host::TensorData read(const Tensor& x) {
    return host::contiguous("f64", {static_cast<std::int64_t>(x->size())}, x->data(), x->size());
  }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    Vector x = *host::as<Tensor>(args.at(0));
    if (op == "exp") return {std::make_shared<Vector>(toy::exp(x))};
    if (op == "softmax") return {std::make_shared<Vector>(toy::softmax(x))};
    if (op == "reverse") {
      std::reverse(x.begin(), x.end());
    } else if (op == "scale") {
      for (double& value : x) value *= host::as<double>(args.at(1));
    } else {
      const Vector& y = *host::as<Tensor>(args.at(1));
      if (op == "join") {
        x.insert(x.end(), y.begin(), y.end());
      } else if (op == "add" || op == "mul") {
        for (std::size_t i = 0; i < x.size(); ++i) {
          const double other = y.at(y.size() == 1 ? 0 : i);
          x[i] = op == "add" ? x[i] + other : x[i] * other;
        }
      } else {
        throw host::Unsupported{};
      }
    }
    return {std::make_shared<Vector>(x)};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
