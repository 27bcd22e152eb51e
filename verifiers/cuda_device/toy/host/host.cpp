// The host of the toy: vectors of f32.
#include "host.h"

#include <memory>

#include "toy/vectors.h"

namespace host = wright::host;

namespace {

struct Library {
  using Tensor = std::shared_ptr<const std::vector<float>>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<const std::vector<float>>(host::elements<float>(data));
  }
  host::TensorData read(const Tensor& x) {
    return host::contiguous("f32", {static_cast<std::int64_t>(x->size())}, x->data(), x->size());
  }

  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    const std::vector<float>& x = *host::as<Tensor>(args.at(0));
    if (op == "twice") return {std::make_shared<const std::vector<float>>(toy::twice(x))};
    if (op == "total") {
      return {std::make_shared<const std::vector<float>>(std::vector<float>{toy::total(x)})};
    }
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
