// The oracle of tiny: the same functions in double, straight from their definitions.
#include <algorithm>
#include <memory>
#include <numeric>

#include "host.h"

namespace host = wright::host;

namespace {

using Floats = std::shared_ptr<const host::TensorData>;
using Value = host::Value<Floats>;

// Kahan's compensated sum, exact enough for a million elements.
double sum(const std::vector<double>& x) {
  double total = 0;
  double lost = 0;
  for (const double value : x) {
    const double term = value - lost;
    const double next = total + term;
    lost = (next - total) - term;
    total = next;
  }
  return std::isfinite(total) ? total : std::accumulate(x.begin(), x.end(), 0.0);
}

std::vector<double> axpy(float a, std::vector<double> x, const std::vector<double>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(a) * x[i] + y.at(i);
  return x;
}

std::vector<double> softmax(std::vector<double> x) {
  if (x.empty()) return x;
  const double largest = *std::max_element(x.begin(), x.end());
  for (double& value : x) value = std::exp(value - largest);
  const double total = sum(x);
  for (double& value : x) value /= total;
  return x;
}

struct Oracle {
  using Tensor = Floats;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<const host::TensorData>(data);
  }
  host::TensorData read(const Tensor& tensor) { return *tensor; }

  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    if (op == "sum") return {exact({}, {sum(values(args.at(0)))})};
    if (op == "axpy") {
      const auto a = static_cast<float>(host::as<double>(args.at(0)));
      return {vector(axpy(a, values(args.at(1)), values(args.at(2))))};
    }
    if (op == "softmax") return {vector(softmax(values(args.at(0))))};
    throw host::Unsupported{};
  }

  static std::vector<double> values(const Value& value) {
    return host::widened(*host::as<Floats>(value));
  }
  static Value vector(const std::vector<double>& values) {
    return exact({static_cast<std::int64_t>(values.size())}, values);
  }
  static Value exact(host::Sizes sizes, const std::vector<double>& values) {
    return std::make_shared<const host::TensorData>(host::exact("f32", std::move(sizes), values));
  }
};

}  // namespace

int main() {
  return host::serve(Oracle{});
}
