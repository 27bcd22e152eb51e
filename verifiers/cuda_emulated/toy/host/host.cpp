// The host of the toy: tensors of f32 on the host or on the device.  `cuda` and `cpu` move one.
#include "host.h"

#include <memory>
#include <optional>

#include "candidate/from_device.h"
#include "toy/device.h"

namespace host = wright::host;

namespace {

struct Held {
  host::TensorData here;
  std::optional<toy::Floats> there;
  std::string op;  // That computed it there.
};
using Shared = std::shared_ptr<const Held>;
using Value = host::Value<Shared>;

Shared on_host(const std::vector<float>& values) {
  return std::make_shared<const Held>(
      Held{host::contiguous("f32", {static_cast<std::int64_t>(values.size())}, values.data(),
                            values.size()),
           std::nullopt, ""});
}

const toy::Floats& on_device(const Value& value) {
  const Shared& held = host::as<Shared>(value);
  if (!held->there) throw std::invalid_argument("[host] cuda(x) moves a tensor to the device");
  return *held->there;
}

Shared result(const std::string& op, toy::Floats values) {
  return std::make_shared<const Held>(Held{{}, std::move(values), op});
}

Shared to_cpu(const Value& value) {
  const toy::Floats& there = on_device(value);
  const std::vector<float> values = toy::to_host(there);
  const std::string& op = host::as<Shared>(value)->op;
  if (!op.empty()) emu::must_be_by_device(there.data(), there.count() * sizeof(float), op);
  return on_host(values);
}

struct Library {
  using Tensor = Shared;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<const Held>(Held{data, std::nullopt, ""});
  }
  host::TensorData read(const Tensor& tensor) {
    if (tensor->there) throw std::invalid_argument("[host] cpu(x) moves a tensor to the host");
    return tensor->here;
  }

  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    if (op == "cuda") {
      const host::TensorData& here = host::as<Shared>(args.at(0))->here;
      return {result("", toy::to_device(host::elements<float>(here)))};
    }
    if (op == "cpu") return {to_cpu(args.at(0))};
    if (op == "sum") return {result(op, toy::sum(on_device(args.at(0))))};
    if (op == "axpy") {
      const auto a = static_cast<float>(host::as<double>(args.at(0)));
      return {result(op, toy::axpy(a, on_device(args.at(1)), on_device(args.at(2))))};
    }
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
