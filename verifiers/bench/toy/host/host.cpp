// Square matrices of floats: `product`, which the candidate writes, and `spread`, whose
// results keep a chain of products at its size.
#include "host.h"

#include <cmath>
#include <memory>

#include "toy.h"

namespace host = wright::host;

namespace {

struct Matrix {
  host::Sizes sizes;
  std::vector<float> values;
};

struct Library {
  using Tensor = std::shared_ptr<const Matrix>;
  using Value = host::Value<Tensor>;

  Tensor make(const host::TensorData& data) {
    return std::make_shared<Matrix>(Matrix{data.sizes, host::elements<float>(data)});
  }
  host::TensorData read(const Tensor& matrix) {
    return host::contiguous("f32", matrix->sizes, matrix->values.data(), matrix->values.size());
  }
  std::vector<Value> call(const std::string& op, const std::vector<Value>& args) {
    const Tensor a = host::as<Tensor>(args.at(0));
    auto result = std::make_shared<Matrix>(*a);
    const auto n = static_cast<std::size_t>(a->sizes.at(0));
    if (op == "spread") {
      for (float& value : result->values) value /= std::sqrt(static_cast<float>(n));
    } else if (op == "product") {
      const Tensor b = host::as<Tensor>(args.at(1));
      toy::product(a->values.data(), b->values.data(), result->values.data(), n);
    } else {
      throw host::Unsupported{};
    }
    return {Tensor(result)};
  }
};

}  // namespace

int main() {
  return host::serve(Library{});
}
