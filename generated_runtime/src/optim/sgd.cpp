#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/copy.h"
#include "core/number.h"
#include "core/tensor_impl.h"
#include "optim/update.h"
#include "tw/autograd.h"
#include "tw/optim.h"

namespace tw {
namespace {

constexpr std::string_view kOp = "sgd";

template <class T>
void plain_step(T* p, const T* grad, std::int64_t count, const Sgd::Options& options) noexcept {
  using C = Computed<T>;
  const auto rate = static_cast<C>(options.learning_rate);
  const auto decay = static_cast<C>(options.weight_decay);
  for (std::int64_t i = 0; i < count; ++i) {
    const C before = convert<C>(p[i]);
    const C g = convert<C>(grad[i]) + decay * before;
    p[i] = convert<T>(before - rate * g);
  }
}

// In the first step the buffer is written only.
template <bool kFirst, class T>
void momentum_step(T* p, const T* grad, T* buffer, std::int64_t count,
                   const Sgd::Options& options) noexcept {
  using C = Computed<T>;
  const auto rate = static_cast<C>(options.learning_rate);
  const auto decay = static_cast<C>(options.weight_decay);
  const auto momentum = static_cast<C>(options.momentum);
  for (std::int64_t i = 0; i < count; ++i) {
    const C before = convert<C>(p[i]);
    C b = convert<C>(grad[i]) + decay * before;
    if constexpr (!kFirst) b = momentum * convert<C>(buffer[i]) + b;
    buffer[i] = convert<T>(b);
    p[i] = convert<T>(before - rate * b);
  }
}

}  // namespace

Sgd::Sgd(std::vector<Tensor> parameters, Options options)
    : parameters_(optim::checked(kOp, std::move(parameters))),
      options_(options),
      buffers_(parameters_.size()) {}

void Sgd::step() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& parameter = parameters_[i];
    const Tensor gradient = grad(parameter);
    if (!gradient.defined()) continue;
    Tensor& buffer = buffers_[i];
    const bool first = !buffer.defined();
    if (options_.momentum > 0 && first)
      buffer = new_tensor(kOp, parameter.sizes(), parameter.dtype());
    optim::change(parameter, gradient, [&]<class T>(T* p, const T* g, std::int64_t count) {
      if (!(options_.momentum > 0))
        plain_step(p, g, count, options_);
      else if (first)
        momentum_step<true>(p, g, buffer.data_as<T>(), count, options_);
      else
        momentum_step<false>(p, g, buffer.data_as<T>(), count, options_);
    });
  }
}

void Sgd::clear_grads() {
  optim::clear_grads(parameters_);
}

std::map<std::string, Tensor> Sgd::state() const {
  std::map<std::string, Tensor> state;
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    if (!buffers_[i].defined()) continue;
    state.emplace(std::to_string(i) + ".buffer", contiguous_copy(kOp, *buffers_[i].impl()));
  }
  return state;
}

void Sgd::set_state(const std::map<std::string, Tensor>& state) {
  std::vector<Tensor> buffers(parameters_.size());
  for (const auto& [name, tensor] : state) {
    const optim::StateName known = optim::state_name(kOp, name, parameters_.size());
    if (known.part != "buffer") optim::fail_state(kOp, name);
    buffers[known.parameter] =
        optim::state_for(kOp, name, parameters_[known.parameter], tensor);
  }
  buffers_ = std::move(buffers);
}

}  // namespace tw
