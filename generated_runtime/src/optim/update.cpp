#include "optim/update.h"

#include <cstddef>
#include <cstring>
#include <string>

#include "core/fail.h"
#include "core/tensor_impl.h"

namespace tw::optim {

std::vector<Tensor> checked(std::string_view op, std::vector<Tensor> parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Tensor& p = parameters[i];
    if (!p.defined() || !is_leaf(p) || !requires_grad(p))
      fail(op, "parameter " + std::to_string(i) + " is no leaf that requires its gradient");
  }
  return parameters;
}

void clear_grads(const std::vector<Tensor>& parameters) {
  for (const Tensor& p : parameters) clear_grad(p);
}

Tensor zeros_for(std::string_view op, const Tensor& parameter) {
  Tensor zeros = new_tensor(op, parameter.sizes(), parameter.dtype());
  const auto count = static_cast<std::size_t>(zeros.numel());
  std::memset(zeros.data(), 0, count * bytes_of(zeros.dtype()));
  return zeros;
}

}  // namespace tw::optim
