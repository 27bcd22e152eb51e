// What the optimisers have in common.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "core/number.h"
#include "tw/autograd.h"
#include "tw/ops.h"
#include "tw/tensor.h"
#include "tw/view.h"

namespace tw::optim {

// The parameters, or "[op] parameter 2 is no leaf that requires its gradient".
[[nodiscard]] std::vector<Tensor> checked(std::string_view op, std::vector<Tensor> parameters);

void clear_grads(const std::vector<Tensor>& parameters);

// State for a parameter: contiguous, of its sizes and dtype, all 0.
[[nodiscard]] Tensor zeros_for(std::string_view op, const Tensor& parameter);

// What a name of state says: "2.buffer" is the buffer of parameter 2.
struct StateName {
  std::size_t parameter;
  std::string_view part;
};
// Throws fail_state() where it names none of so many parameters.
[[nodiscard]] StateName state_name(std::string_view op, std::string_view name, std::size_t count);
// A copy of state for this parameter; throws fail_state() for other sizes or another dtype.
[[nodiscard]] Tensor state_for(std::string_view op, std::string_view name, const Tensor& parameter,
                               const Tensor& state);
// Throws "[op] state 2.buffer does not fit".
[[noreturn]] void fail_state(std::string_view op, std::string_view name);

// Calls loop(p, g, count) with the elements of parameter and gradient, both contiguous: T* and
// const T*, where T is the C++ type of their dtype.  Changes the parameter to what p then holds.
template <class Loop>
void change(const Tensor& parameter, const Tensor& gradient, Loop loop) {
  const Tensor to = view::contiguous(parameter);
  const Tensor from = view::contiguous(gradient);
  visit_float(parameter.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    loop(to.data_as<T>(), from.data_as<const T>(), to.numel());
  });
  if (parameter.is_contiguous()) {
    parameter.bump_version();
  } else {
    const NoGrad guard;
    copy_(parameter, to);
  }
}

}  // namespace tw::optim
