// The host of library tiny: one-dimensional tensors of f32 in, f32 out.
#include "host.h"

#include "served.h"

namespace host = wright::host;

namespace {

struct Library {
  using Tensor = Floats;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<const host::TensorData>(data);
  }
  host::TensorData read(const Tensor& tensor) { return *tensor; }

  std::vector<Value> call(const std::string& name, const std::vector<Value>& args) {
    const auto found = served().find(name);
    if (found == served().end()) throw host::Unsupported{};
    return {found->second(args)};
  }
};

}  // namespace

std::map<std::string, Function>& served() {
  static std::map<std::string, Function> functions;
  return functions;
}

std::vector<float> floats(const Value& value) {
  return host::elements<float>(*host::as<Floats>(value));
}

Value scalar(float value) {
  return std::make_shared<const host::TensorData>(host::contiguous("f32", {}, &value, 1));
}

Value vector(std::span<const float> values) {
  return std::make_shared<const host::TensorData>(host::contiguous(
      "f32", {static_cast<std::int64_t>(values.size())}, values.data(), values.size()));
}

int main() {
  return host::serve(Library{});
}
