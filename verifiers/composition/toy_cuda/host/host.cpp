// Vectors of floats, and `smoothed`, which the candidate writes.
#include "host.h"

#include <memory>

#include "toy/smooth.h"

namespace host = wright::host;

namespace {

using Vector = std::vector<float>;

struct Library {
  using Tensor = std::shared_ptr<const Vector>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<Vector>(host::elements<float>(data));
  }
  host::TensorData read(const Tensor& x) {
    return host::contiguous("f32", {static_cast<std::int64_t>(x->size())}, x->data(), x->size());
  }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    if (op != "smoothed") throw host::Unsupported{};
    const auto steps = static_cast<int>(host::as<std::int64_t>(args.at(1)));
    return {Tensor(std::make_shared<Vector>(toy::smoothed(*host::as<Tensor>(args.at(0)), steps)))};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
