// The same in double; a tensor is where it is.
#include <memory>

#include "host.h"

namespace host = wright::host;

namespace {

using Shared = std::shared_ptr<const host::TensorData>;
using Value = host::Value<Shared>;

std::vector<double> values(const Value& value) {
  return host::widened(*host::as<Shared>(value));
}

Value vector(const std::vector<double>& values) {
  return std::make_shared<const host::TensorData>(
      host::exact("f32", {static_cast<std::int64_t>(values.size())}, values));
}

Value axpy(float a, std::vector<double> x, const std::vector<double>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<double>(a) * x[i] + y.at(i);
  return vector(x);
}

Value sum(const std::vector<double>& x) {
  double total = 0;
  for (const double one : x) total += one;
  return vector({total});
}

struct Oracle {
  using Tensor = Shared;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<const host::TensorData>(data);
  }
  host::TensorData read(const Tensor& tensor) { return *tensor; }

  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    if (op == "cuda" || op == "cpu") return {args.at(0)};
    if (op == "sum") return {sum(values(args.at(0)))};
    if (op == "axpy") {
      const auto a = static_cast<float>(host::as<double>(args.at(0)));
      return {axpy(a, values(args.at(1)), values(args.at(2)))};
    }
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Oracle{});
}
