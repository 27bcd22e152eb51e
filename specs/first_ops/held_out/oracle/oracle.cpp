// The oracle of first_ops: every op in double, with none of the library's code.
#include "array.h"

namespace host = wright::host;

namespace {

struct Oracle {
  using Tensor = oracle::Array;

  Tensor make(const host::TensorData& data) { return oracle::from_data(data); }
  host::TensorData read(const Tensor& x) {
    return host::exact(x.dtype, x.sizes, oracle::elements(x));
  }
  host::Sizes strides(const Tensor& x) { return x.strides; }
  bool shares_storage(const Tensor& a, const Tensor& b) { return a.storage == b.storage; }

  std::vector<oracle::Value> call(const std::string& op, const std::vector<oracle::Value>& args) {
    if (auto view = oracle::call_view(op, args)) return {std::move(*view)};
    if (auto result = oracle::call_arithmetic(op, args)) return {std::move(*result)};
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Oracle{});
}
