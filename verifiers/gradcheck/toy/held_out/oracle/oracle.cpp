// The same functions in fp64.
#include <algorithm>
#include <cmath>
#include <memory>

#include "host.h"

namespace host = wright::host;

namespace {

struct Oracle {
  using Tensor = std::shared_ptr<host::TensorData>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) { return std::make_shared<host::TensorData>(data); }
  host::TensorData read(const Tensor& tensor) { return *tensor; }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    const Tensor x = host::as<Tensor>(args.at(0));
    std::vector<double> values = host::widened(*x);
    for (double& value : values) {
      value = op == "square" ? value * value
              : op == "ramp" ? std::max(value, 0.0)
                             : std::sin(value);
    }
    return {std::make_shared<host::TensorData>(host::exact("f64", x->sizes, values))};
  }
};

}  // namespace

int main() {
  return host::serve(Oracle{});
}
