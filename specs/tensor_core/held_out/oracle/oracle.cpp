// The oracle of tensor_core: every op in double, with none of the library's code.
#include "array.h"
#include "dtype.h"

namespace host = wright::host;

namespace {

using oracle::Args;
using Family = std::optional<oracle::Array> (*)(const std::string& op, const Args& args);

struct Oracle {
  using Tensor = oracle::Array;

  Tensor make(const host::TensorData& data) { return oracle::from_data(data); }
  host::TensorData read(const Tensor& x) {
    return host::exact(x.dtype, x.sizes, oracle::elements(x));
  }
  host::Sizes strides(const Tensor& x) { return x.strides; }
  bool shares_storage(const Tensor& a, const Tensor& b) { return a.storage == b.storage; }

  std::vector<oracle::Value> call(const std::string& op, const Args& args) {
    constexpr Family kFamilies[] = {
        oracle::call_view,    oracle::call_cast,    oracle::call_binary,
        oracle::call_choice,  oracle::call_unary,   oracle::call_reduction,
        oracle::call_product, oracle::call_softmax, oracle::call_in_place,
    };
    for (const Family family : kFamilies) {
      if (auto result = family(op, args)) return {std::move(*result)};
    }
    if (auto result = oracle::call_training(op, args)) return {std::move(*result)};
    if (op == "version") return {oracle::array(args, 0).storage->version};
    if (op == "promote") {
      return {
          oracle::promoted(host::as<std::string>(args.at(0)), host::as<std::string>(args.at(1)))};
    }
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Oracle{});
}
