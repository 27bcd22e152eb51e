// The oracle of tensor_cuda: that of tensor_train, on which all devices are one.
#include "array.h"
#include "dtype.h"

namespace host = wright::host;

namespace oracle {

// Families whose answers are all arrays, then the others.
std::optional<Value> call_any(const std::string& op, const Args& args) {
  constexpr std::optional<Array> (*kArrays[])(const std::string&, const Args&) = {
      call_view,
      call_cast,
      call_binary,
      call_choice,
      call_unary,
      call_reduction,
      call_product,
      call_softmax,
      call_in_place,
      call_indexing,
      call_layers,
      call_attention,
      call_recorded_in_place,
  };
  constexpr std::optional<Value> (*kValues[])(const std::string&, const Args&) = {
      call_training, call_joining, call_random, call_gradient, call_transformer,
  };
  for (const auto family : kArrays) {
    if (auto result = family(op, args)) return std::move(*result);
  }
  for (const auto family : kValues) {
    if (auto result = family(op, args)) return result;
  }
  if (op == "cuda" || op == "cpu") return *call_view("clone", args);
  if (op == "listed") return std::int64_t{1};  // Of whether a list of ops is whole.
  if (op == "version") return array(args, 0).storage->version;
  if (op == "promote")
    return promoted(host::as<std::string>(args.at(0)), host::as<std::string>(args.at(1)));
  return std::nullopt;
}

}  // namespace oracle

namespace {

struct Oracle {
  using Tensor = oracle::Array;

  Tensor make(const host::TensorData& data) { return oracle::from_data(data); }
  host::TensorData read(const Tensor& x) {
    return host::exact(x.dtype, x.sizes, oracle::elements(x));
  }
  host::Sizes strides(const Tensor& x) { return x.strides; }
  bool shares_storage(const Tensor& a, const Tensor& b) { return a.storage == b.storage; }

  std::vector<oracle::Value> call(const std::string& op, const oracle::Args& args) {
    if (auto result = oracle::call_any(op, args)) return {std::move(*result)};
    throw host::Unsupported{};
  }
};

}  // namespace

int main() {
  return host::serve(Oracle{});
}
