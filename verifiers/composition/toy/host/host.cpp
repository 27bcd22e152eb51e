// Vectors of floats: `blend`, which the candidate writes, and `blended`, a loop of it.
#include "host.h"

#include <memory>

#include "toy.h"

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
    const Tensor x = host::as<Tensor>(args.at(0));
    const Tensor y = host::as<Tensor>(args.at(1));
    if (op == "blend") return {Tensor(std::make_shared<Vector>(toy::blend(*x, *y)))};
    if (op != "blended") throw host::Unsupported{};
    Vector result = *x;
    for (auto left = host::as<std::int64_t>(args.at(2)); left > 0; --left) {
      result = toy::blend(result, *y);
    }
    return {Tensor(std::make_shared<Vector>(std::move(result)))};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
