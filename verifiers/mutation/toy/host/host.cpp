// The host of one function over a vector of f32.
#include "host.h"

#include <memory>

#include "clip.h"

namespace host = wright::host;

namespace {

struct Library {
  using Tensor = std::shared_ptr<const host::TensorData>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<const host::TensorData>(data);
  }
  host::TensorData read(const Tensor& tensor) { return *tensor; }

  std::vector<Value> call(const std::string& name, const std::vector<Value>& args) {
    if (name != "clipped_mean") throw host::Unsupported{};
    const std::vector<float> x = host::elements<float>(*host::as<Tensor>(args.at(0)));
    const float mean = clipped_mean(x, static_cast<float>(host::as<double>(args.at(1))));
    return {std::make_shared<const host::TensorData>(host::contiguous("f32", {}, &mean, 1))};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
