#include <map>

#include "ops.h"

namespace {

using at::Tensor;
using Unary = Tensor (*)(const Tensor&);
using Binary = Tensor (*)(const Tensor&, const Tensor&);

const std::map<std::string, Unary>& unaries() {
  static const std::map<std::string, Unary> table = {
      {"neg", at::neg},
      {"abs", at::abs},
      {"sign", at::sign},
      {"relu", at::relu},
      {"square", at::square},
      {"sqrt", at::sqrt},
      {"rsqrt", at::rsqrt},
      {"exp", at::exp},
      {"expm1", at::expm1},
      {"log", at::log},
      {"log1p", at::log1p},
      {"sin", at::sin},
      {"cos", at::cos},
      {"tanh", at::tanh},
      {"sigmoid", at::sigmoid},
      {"silu", at::silu},
      {"logical_not", at::logical_not},
      {"gelu", [](const Tensor& x) { return at::gelu(x); }},
      {"gelu_tanh", [](const Tensor& x) { return at::gelu(x, "tanh"); }},
      {"clone", [](const Tensor& x) { return x.clone(at::MemoryFormat::Contiguous); }},
      {"contiguous", [](const Tensor& x) { return x.contiguous(); }},
  };
  return table;
}

const std::map<std::string, Binary>& binaries() {
  static const std::map<std::string, Binary> table = {
      {"add", [](const Tensor& a, const Tensor& b) { return at::add(a, b); }},
      {"sub", [](const Tensor& a, const Tensor& b) { return at::sub(a, b); }},
      {"mul", [](const Tensor& a, const Tensor& b) { return at::mul(a, b); }},
      {"div", [](const Tensor& a, const Tensor& b) { return at::div(a, b); }},
      {"eq", [](const Tensor& a, const Tensor& b) { return at::eq(a, b); }},
      {"ne", [](const Tensor& a, const Tensor& b) { return at::ne(a, b); }},
      {"lt", [](const Tensor& a, const Tensor& b) { return at::lt(a, b); }},
      {"le", [](const Tensor& a, const Tensor& b) { return at::le(a, b); }},
      {"gt", [](const Tensor& a, const Tensor& b) { return at::gt(a, b); }},
      {"ge", [](const Tensor& a, const Tensor& b) { return at::ge(a, b); }},
      {"maximum", at::maximum},
      {"minimum", at::minimum},
      {"matmul", at::matmul},
      {"cross_entropy",
       [](const Tensor& x, const Tensor& target) { return at::cross_entropy_loss(x, target); }},
      {"add_", [](const Tensor& x, const Tensor& b) { return x.add_(b); }},
      {"sub_", [](const Tensor& x, const Tensor& b) { return x.sub_(b); }},
      {"mul_", [](const Tensor& x, const Tensor& b) { return x.mul_(b); }},
      {"div_", [](const Tensor& x, const Tensor& b) { return x.div_(b); }},
      {"copy_", [](const Tensor& x, const Tensor& source) { return x.copy_(source); }},
  };
  return table;
}

}  // namespace

std::optional<Tensor> call_pointwise(const std::string& op, const Args& args) {
  if (const auto f = unaries().find(op); f != unaries().end()) return f->second(tensor(args, 0));
  if (const auto f = binaries().find(op); f != binaries().end()) {
    return f->second(tensor(args, 0), tensor(args, 1));
  }
  return std::nullopt;
}
