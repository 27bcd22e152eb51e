#include "optim/update.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <string>
#include <system_error>

#include "core/copy.h"
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

StateName state_name(std::string_view op, std::string_view name, std::size_t count) {
  const char* const last = name.data() + name.size();
  std::size_t parameter = 0;
  const auto [end, error] = std::from_chars(name.data(), last, parameter);
  const bool is_short = !name.starts_with('0') || end == name.data() + 1;  // Not 02.
  if (error != std::errc{} || !is_short || parameter >= count || end == last || *end != '.')
    fail_state(op, name);
  return {.parameter = parameter,
          .part = name.substr(static_cast<std::size_t>(end - name.data()) + 1)};
}

Tensor state_for(std::string_view op, std::string_view name, const Tensor& parameter,
                 const Tensor& state) {
  if (!state.defined() || state.dtype() != parameter.dtype() ||
      !std::ranges::equal(state.sizes(), parameter.sizes()))
    fail_state(op, name);
  return contiguous_copy(op, *state.impl());
}

void fail_state(std::string_view op, std::string_view name) {
  std::string shown(name);
  // A message is one line.
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
  fail(op, "state " + shown + " does not fit");
}

}  // namespace tw::optim
