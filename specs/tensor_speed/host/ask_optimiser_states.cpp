// The state of optimisers.  A parameter x has the gradient g in each step; kind is "sgd", which has
// no momentum, "momentum" or "adamw".
//
//   resumed_sgd(x, g, rate, momentum, decay, n1, n2)
//   resumed_adamw(x, g, rate, decay, n1, n2)
//                                      x after n1 steps, and n2 of another one with the state
//   state_names(kind, x, g, n)         of 3 parameters, of which number 1 has no gradient
//   state_of(kind, name, x, g, n)      one tensor of that
//   state_refused(kind, name, y, x)    what set_state says to y by this name, after a step of x
//   kept_state(kind, x, g, n)          x after n steps, a wrong set_state and n more
//   copied_state(kind, x, g, n)        the same; what was taken and set is changed in between
#include "asked.h"
#include "leaves.h"
#include "tw/error.h"
#include "tw/optim.h"

namespace {

using tw::Tensor;
using State = std::map<std::string, Tensor>;

template <class Optimiser>
void take_steps(Optimiser& optimiser, const Tensor& x, const Tensor& g, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    optimiser.clear_grads();
    tw::backward(tw::mul(x, tw::full({}, 1, x.dtype())), g);
    optimiser.step();
  }
}

template <class Optimiser>
Tensor resumed(const Args& args, const typename Optimiser::Options& options, std::size_t n) {
  const Tensor first = leaf(tensor(args, 0));
  Optimiser before({first}, options);
  take_steps(before, first, tensor(args, 1), integer(args, n));
  const Tensor second = leaf(first);
  Optimiser after({second}, options);
  after.set_state(before.state());
  take_steps(after, second, tensor(args, 1), integer(args, n + 1));
  return tw::detach(second);
}

Value resumed_sgd(const Args& args) {
  return resumed<tw::Sgd>(
      args,
      {.learning_rate = real(args, 2), .momentum = real(args, 3), .weight_decay = real(args, 4)},
      5);
}

Value resumed_adamw(const Args& args) {
  tw::AdamW::Options options;
  options.learning_rate = real(args, 2);
  options.weight_decay = real(args, 3);
  return resumed<tw::AdamW>(args, options, 4);
}

// Calls `visit` with an optimiser of this kind.
template <class Visit>
auto with_optimiser(const std::string& kind, const std::vector<Tensor>& parameters, Visit visit) {
  if (kind == "adamw") {
    tw::AdamW adamw(parameters, {});
    return visit(adamw);
  }
  tw::Sgd sgd(parameters, {.learning_rate = 0.5, .momentum = kind == "momentum" ? 0.5 : 0.0});
  return visit(sgd);
}

// After n steps of the parameters 0 and 2.
State state_after(const std::string& kind, const Tensor& x, const Tensor& g, std::int64_t n) {
  const std::vector<Tensor> all{leaf(x), leaf(x), leaf(x)};
  return with_optimiser(kind, all, [&](auto& optimiser) {
    for (std::int64_t i = 0; i < n; ++i) {
      optimiser.clear_grads();
      tw::backward(tw::add(all[0], all[2]), g);
      optimiser.step();
    }
    return optimiser.state();
  });
}

Value state_names(const Args& args) {
  const State state =
      state_after(text(args, 0), tensor(args, 1), tensor(args, 2), integer(args, 3));
  std::string names;
  for (const auto& [name, held] : state) names += (names.empty() ? "" : ",") + name;
  return names;
}

Value state_of(const Args& args) {
  const State state =
      state_after(text(args, 0), tensor(args, 2), tensor(args, 3), integer(args, 4));
  return state.at(text(args, 1));
}

Value state_refused(const Args& args) {
  const Tensor x = leaf(tensor(args, 3));
  return with_optimiser(text(args, 0), {x}, [&](auto& optimiser) -> Value {
    take_steps(optimiser, x, ones(x), 1);
    State state = optimiser.state();
    state.insert_or_assign(text(args, 1), tensor(args, 2));
    optimiser.set_state(state);
    return std::string("not refused");
  });
}

// The state with everything doubled, and something that does not fit.
State wrong_state(const State& state) {
  State wrong{{"9.none", tw::full({1}, 1)}};
  for (const auto& [name, held] : state) wrong.emplace(name, tw::add(held, held));
  return wrong;
}

template <class Optimiser>
void set_wrongly(Optimiser& optimiser) {
  try {
    optimiser.set_state(wrong_state(optimiser.state()));
  } catch (const tw::Error&) {
    return;
  }
  throw std::runtime_error("[host] a wrong state was not refused");
}

Value kept_state(const Args& args) {
  const Tensor x = leaf(tensor(args, 1));
  with_optimiser(text(args, 0), {x}, [&](auto& optimiser) {
    take_steps(optimiser, x, tensor(args, 2), integer(args, 3));
    set_wrongly(optimiser);
    take_steps(optimiser, x, tensor(args, 2), integer(args, 3));
  });
  return tw::detach(x);
}

Value copied_state(const Args& args) {
  const Tensor x = leaf(tensor(args, 1));
  const auto spoil = [](const State& state) {
    for (const auto& [name, held] : state) tw::fill_(held, 7);
  };
  with_optimiser(text(args, 0), {x}, [&](auto& optimiser) {
    take_steps(optimiser, x, tensor(args, 2), integer(args, 3));
    spoil(optimiser.state());
    const State taken = optimiser.state();
    optimiser.set_state(taken);
    spoil(taken);
    take_steps(optimiser, x, tensor(args, 2), integer(args, 3));
  });
  return tw::detach(x);
}

const Asks kAsks{
    {"resumed_sgd", resumed_sgd},   {"resumed_adamw", resumed_adamw}, {"state_names", state_names},
    {"state_of", state_of},         {"state_refused", state_refused}, {"kept_state", kept_state},
    {"copied_state", copied_state},
};

}  // namespace
