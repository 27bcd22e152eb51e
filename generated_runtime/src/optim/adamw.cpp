#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
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

constexpr std::string_view kOp = "adamw";
constexpr std::int64_t kStepsMax = std::numeric_limits<std::int64_t>::max();

// The factors of one step.
struct Factors {
  double keep;  // Of the parameter.
  double beta1;
  double rest1;  // 1 - beta1.
  double beta2;
  double rest2;
  double rate;  // With the correction of m.
  double root;  // The correction of sqrt(v): v itself, corrected, might overflow.
  double epsilon;
};

Factors factors_of(const AdamW::Options& options, std::int64_t steps) {
  const auto t = static_cast<double>(steps);
  return {.keep = 1 - options.learning_rate * options.weight_decay,
          .beta1 = options.beta1,
          .rest1 = 1 - options.beta1,
          .beta2 = options.beta2,
          .rest2 = 1 - options.beta2,
          .rate = options.learning_rate / (1 - std::pow(options.beta1, t)),
          .root = 1 / std::sqrt(1 - std::pow(options.beta2, t)),
          .epsilon = options.epsilon};
}

template <class T>
void adamw_step(T* p, const T* grad, T* first, T* second, std::int64_t count,
                const Factors& factors) noexcept {
  using C = Computed<T>;
  const auto keep = static_cast<C>(factors.keep);
  const auto beta1 = static_cast<C>(factors.beta1);
  const auto rest1 = static_cast<C>(factors.rest1);
  const auto beta2 = static_cast<C>(factors.beta2);
  const auto rest2 = static_cast<C>(factors.rest2);
  const auto rate = static_cast<C>(factors.rate);
  const auto root = static_cast<C>(factors.root);
  const auto epsilon = static_cast<C>(factors.epsilon);
  for (std::int64_t i = 0; i < count; ++i) {
    const C g = convert<C>(grad[i]);
    const C m = beta1 * convert<C>(first[i]) + rest1 * g;
    const C v = beta2 * convert<C>(second[i]) + rest2 * g * g;
    first[i] = convert<T>(m);
    second[i] = convert<T>(v);
    p[i] = convert<T>(keep * convert<C>(p[i]) - rate * (m / (std::sqrt(v) * root + epsilon)));
  }
}

Tensor of_steps(std::int64_t steps) {
  const Tensor tensor = new_tensor(kOp, {}, Dtype::i64);
  *tensor.data_as<std::int64_t>() = steps;
  return tensor;
}

// The number in it, or fail_state().
std::int64_t steps_of(std::string_view name, const Tensor& tensor) {
  if (!tensor.defined() || tensor.dtype() != Dtype::i64 || tensor.rank() != 0)
    optim::fail_state(kOp, name);
  const std::int64_t steps = *tensor.data_as<const std::int64_t>();
  if (steps < 0) optim::fail_state(kOp, name);
  return steps;
}

}  // namespace

AdamW::AdamW(std::vector<Tensor> parameters, Options options)
    : parameters_(optim::checked(kOp, std::move(parameters))),
      options_(options),
      moments_(parameters_.size()) {}

void AdamW::step() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& parameter = parameters_[i];
    const Tensor gradient = grad(parameter);
    if (!gradient.defined()) continue;
    Moments& moments = moments_[i];
    if (!moments.first.defined()) moments.first = optim::zeros_for(kOp, parameter);
    if (!moments.second.defined()) moments.second = optim::zeros_for(kOp, parameter);
    if (moments.steps < kStepsMax) ++moments.steps;  // A state may say any number.
    const Factors factors = factors_of(options_, moments.steps);
    optim::change(parameter, gradient, [&]<class T>(T* p, const T* g, std::int64_t count) {
      adamw_step(p, g, moments.first.data_as<T>(), moments.second.data_as<T>(), count, factors);
    });
  }
}

void AdamW::clear_grads() {
  optim::clear_grads(parameters_);
}

std::map<std::string, Tensor> AdamW::state() const {
  std::map<std::string, Tensor> state;
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    const Moments& moments = moments_[i];
    if (!moments.first.defined() || !moments.second.defined()) continue;
    const std::string number = std::to_string(i);
    state.emplace(number + ".first", contiguous_copy(kOp, *moments.first.impl()));
    state.emplace(number + ".second", contiguous_copy(kOp, *moments.second.impl()));
    state.emplace(number + ".steps", of_steps(moments.steps));
  }
  return state;
}

void AdamW::set_state(const std::map<std::string, Tensor>& state) {
  constexpr std::int64_t kNone = -1;
  std::vector<Moments> all(parameters_.size(), Moments{.first = {}, .second = {}, .steps = kNone});
  for (const auto& [name, tensor] : state) {
    const optim::StateName known = optim::state_name(kOp, name, parameters_.size());
    const Tensor& parameter = parameters_[known.parameter];
    Moments& moments = all[known.parameter];
    if (known.part == "first")
      moments.first = optim::state_for(kOp, name, parameter, tensor);
    else if (known.part == "second")
      moments.second = optim::state_for(kOp, name, parameter, tensor);
    else if (known.part == "steps")
      moments.steps = steps_of(name, tensor);
    else
      optim::fail_state(kOp, name);
  }
  // All three of a parameter, or none: training could not go on from some.
  for (const auto& [name, tensor] : state) {
    const Moments& moments = all[optim::state_name(kOp, name, parameters_.size()).parameter];
    if (!moments.first.defined() || !moments.second.defined() || moments.steps == kNone)
      optim::fail_state(kOp, name);
  }
  for (Moments& moments : all) {
    if (moments.steps == kNone) moments.steps = 0;
  }
  moments_ = std::move(all);
}

}  // namespace tw
