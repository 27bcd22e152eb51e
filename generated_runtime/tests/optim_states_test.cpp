// The state of optimisers: how it is named, that it is a copy, and what does not fit.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tw/autograd.h"
#include "tw/error.h"
#include "tw/ops.h"
#include "tw/optim.h"

namespace {

using Doubles = std::vector<double>;

tw::Tensor numbers(tw::Dtype dtype, tw::IntSpan sizes, double factor) {
  const tw::Tensor x = tw::empty_tensor(sizes, tw::Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = factor * std::sin(1.0 + 3.0 * static_cast<double>(i));
  return tw::cast(x, dtype);
}

Doubles numbers_of(const tw::Tensor& x) {
  const tw::Tensor wide = tw::cast(tw::contiguous(tw::detach(x)), tw::Dtype::f64);
  return Doubles(wide.data_as<double>(), wide.data_as<double>() + wide.numel());
}

// A leaf with this gradient, and p as its elements.
tw::Tensor leaf(const tw::Tensor& p) {
  tw::set_requires_grad(p);
  return p;
}
void give_grad(const tw::Tensor& p, const tw::Tensor& g) {
  tw::clear_grad(p);
  tw::backward(tw::mul(p, g), tw::full(p.sizes(), 1.0, p.dtype()));
}

constexpr tw::Dtype kDtypes[] = {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32, tw::Dtype::f64};

using State = std::map<std::string, tw::Tensor>;

std::vector<std::string> names_of(const State& state) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : state) names.push_back(name);
  return names;
}

tw::Tensor steps(std::int64_t count) {
  return tw::full({}, static_cast<double>(count), tw::Dtype::i64);
}

tw::Tensor copy_of(const tw::Tensor& x) {
  const tw::Tensor copy = tw::empty_tensor(x.sizes(), x.dtype());
  tw::copy_(copy, tw::detach(x));
  return copy;
}

// The elements after some steps, where the state goes through another optimiser before step
// `stop`, and the parameter becomes another tensor.
template <class Optimiser>
Doubles trained(tw::Dtype dtype, int stop, const typename Optimiser::Options& options) {
  tw::Tensor p = leaf(numbers(dtype, {3, 5}, 1));
  Optimiser optimiser({p}, options);
  for (int t = 0; t < 7; ++t) {
    if (t == stop) {
      p = leaf(copy_of(p));
      Optimiser next({p}, options);
      next.set_state(optimiser.state());
      optimiser = next;
    }
    give_grad(p, numbers(dtype, {3, 5}, 0.5 + t));
    optimiser.step();
  }
  return numbers_of(p);
}

TEST(Optimisers, GoOnFromAState) {
  for (const tw::Dtype dtype : kDtypes) {
    for (int stop = 0; stop < 7; ++stop) {
      const tw::Sgd::Options sgd{0.1, 0.9, 0.01};
      EXPECT_EQ(trained<tw::Sgd>(dtype, stop, sgd), trained<tw::Sgd>(dtype, -1, sgd));
      EXPECT_EQ(trained<tw::AdamW>(dtype, stop, {}), trained<tw::AdamW>(dtype, -1, {}));
    }
  }
}

TEST(Optimisers, StateHasNamesAndIsACopy) {
  const tw::Tensor p = leaf(tw::full({2}, 1.0));
  const tw::Tensor idle = leaf(tw::full({3}, 1.0));
  tw::Sgd sgd({p, idle, p}, {.momentum = 0.5});
  tw::Sgd plain({p}, {});
  tw::AdamW adamw({idle, p}, {});
  EXPECT_TRUE(sgd.state().empty());
  EXPECT_TRUE(adamw.state().empty());
  give_grad(p, tw::full({2}, 4.0));
  sgd.step();
  plain.step();
  adamw.step();
  EXPECT_TRUE(plain.state().empty());
  EXPECT_EQ(names_of(sgd.state()), (std::vector<std::string>{"0.buffer", "2.buffer"}));
  EXPECT_EQ(names_of(adamw.state()), (std::vector<std::string>{"1.first", "1.second", "1.steps"}));
  EXPECT_EQ(adamw.state().at("1.steps").dtype(), tw::Dtype::i64);
  EXPECT_EQ(adamw.state().at("1.steps").rank(), 0);
  EXPECT_EQ(numbers_of(adamw.state().at("1.steps")), Doubles(1, 1.0));

  const State state = sgd.state();
  state.at("0.buffer").data_as<float>()[0] = 9;
  EXPECT_EQ(numbers_of(sgd.state().at("0.buffer")), Doubles(2, 4.0));
  sgd.set_state(state);
  state.at("0.buffer").data_as<float>()[0] = 8;
  EXPECT_EQ(numbers_of(sgd.state().at("0.buffer")), (Doubles{9, 4}));
  sgd.set_state({});
  EXPECT_TRUE(sgd.state().empty());
}

TEST(Optimisers, StateMayHaveStrides) {
  const tw::Tensor p = leaf(numbers(tw::Dtype::f32, {3, 5}, 1));
  const tw::Tensor buffer = tw::transpose(numbers(tw::Dtype::f32, {5, 3}, 2), 0, 1);
  tw::Sgd sgd({p}, {.momentum = 0.5});
  sgd.set_state({{"0.buffer", buffer}});
  EXPECT_EQ(numbers_of(sgd.state().at("0.buffer")), numbers_of(buffer));
  EXPECT_TRUE(sgd.state().at("0.buffer").is_contiguous());
}

// What set_state says, and that it changes nothing then.
template <class Optimiser>
std::string refused_state(Optimiser& optimiser, const State& state) {
  const State before = optimiser.state();
  try {
    optimiser.set_state(state);
  } catch (const tw::Error& error) {
    const State after = optimiser.state();
    EXPECT_EQ(names_of(after), names_of(before));
    for (const auto& [name, tensor] : before)
      EXPECT_EQ(numbers_of(after.at(name)), numbers_of(tensor));
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Sgd, RefusesStateThatDoesNotFit) {
  const tw::Tensor p = leaf(tw::full({2}, 1.0));
  tw::Sgd sgd({p, p}, {.momentum = 0.5});
  give_grad(p, tw::full({2}, 4.0));
  sgd.step();
  const tw::Tensor good = tw::full({2}, 3.0);
  for (const char* name : {"2.buffer", "1.first", "01.buffer", "+1.buffer", "-1.buffer", "1buffer",
                           "1.", "1", "", ".buffer", "1.buffer ", "18446744073709551617.buffer"}) {
    EXPECT_EQ(refused_state(sgd, {{"0.buffer", good}, {name, good}}),
              std::string("[sgd] state ") + name + " does not fit");
  }
  const std::string message = "[sgd] state 1.buffer does not fit";
  for (const tw::Tensor& bad : {tw::full({3}, 1.0), tw::full({1, 2}, 1.0), tw::full({}, 1.0),
                                tw::full({2}, 1.0, tw::Dtype::f64), tw::Tensor()})
    EXPECT_EQ(refused_state(sgd, {{"0.buffer", good}, {"1.buffer", bad}}), message);
  EXPECT_EQ(refused_state(sgd, {{"a\nb", good}}), "[sgd] state a?b does not fit");
  EXPECT_EQ(refused_state(sgd, {{"1.buffer", good}}), "nothing was thrown");
  EXPECT_EQ(names_of(sgd.state()), std::vector<std::string>{"1.buffer"});
}

TEST(AdamW, RefusesStateThatDoesNotFit) {
  const tw::Tensor p = leaf(tw::full({2}, 1.0));
  tw::AdamW adamw({p}, {});
  give_grad(p, tw::full({2}, 4.0));
  adamw.step();
  const State good = adamw.state();
  const auto with = [&](const std::string& name, const tw::Tensor& tensor) {
    State state = good;
    state[name] = tensor;
    return refused_state(adamw, state);
  };
  const tw::Tensor wide = tw::full({2}, 1.0, tw::Dtype::f64);
  EXPECT_EQ(with("0.first", tw::full({3}, 1.0)), "[adamw] state 0.first does not fit");
  EXPECT_EQ(with("0.second", wide), "[adamw] state 0.second does not fit");
  EXPECT_EQ(with("0.buffer", tw::full({2}, 1.0)), "[adamw] state 0.buffer does not fit");
  EXPECT_EQ(with("1.steps", steps(1)), "[adamw] state 1.steps does not fit");
  for (const tw::Tensor& bad : {steps(-1), tw::full({1}, 1.0, tw::Dtype::i64), tw::full({}, 1.0),
                                tw::full({}, 1.0, tw::Dtype::i32), tw::Tensor()})
    EXPECT_EQ(with("0.steps", bad), "[adamw] state 0.steps does not fit");
  for (const auto& [name, tensor] : good) {
    State some = good;
    some.erase(name);
    EXPECT_NE(refused_state(adamw, some), "nothing was thrown") << "without " << name;
  }
  EXPECT_EQ(with("0.steps", steps(0)), "nothing was thrown");
  EXPECT_EQ(numbers_of(adamw.state().at("0.steps")), Doubles(1, 0.0));
}

TEST(AdamW, CountsNoFurtherThanItCan) {
  const tw::Tensor p = leaf(tw::full({2}, 1.0));
  tw::AdamW adamw({p}, {});
  give_grad(p, tw::full({2}, 4.0));
  adamw.step();
  State state = adamw.state();
  const std::int64_t last = INT64_MAX;
  *state.at("0.steps").data_as<std::int64_t>() = last;
  adamw.set_state(state);
  adamw.step();
  EXPECT_EQ(*adamw.state().at("0.steps").data_as<std::int64_t>(), last);
}

constexpr std::size_t kMany = 12;  // So that numbers have two digits.
constexpr std::size_t kIdle = 5;   // This one has no gradient.

// Parameter i has i + 1 elements, and i + 1 as its gradient.
std::vector<tw::Tensor> many_parameters() {
  std::vector<tw::Tensor> all;
  for (std::size_t i = 0; i < kMany; ++i) {
    const auto size = static_cast<std::int64_t>(i + 1);
    all.push_back(leaf(tw::full({size}, 1.0)));
    if (i != kIdle) give_grad(all.back(), tw::full({size}, static_cast<double>(size)));
  }
  return all;
}

std::map<std::string, Doubles> numbers_of(const State& state) {
  std::map<std::string, Doubles> numbers;
  for (const auto& [name, tensor] : state) numbers[name] = numbers_of(tensor);
  return numbers;
}

bool is_kept(std::size_t i) {
  return i == 3 || i == 10 || i == 11;
}

TEST(Sgd, StateNamesTheNumberOfItsParameter) {
  const std::vector<tw::Tensor> parameters = many_parameters();
  const tw::Sgd::Options options{.learning_rate = 0.25, .momentum = 0.5};
  tw::Sgd sgd(parameters, options);
  sgd.step();
  std::map<std::string, Doubles> wanted;
  std::map<std::string, Doubles> next_wanted;
  State some;
  for (std::size_t i = 0; i < kMany; ++i) {
    if (i == kIdle) continue;
    const std::string name = std::to_string(i) + ".buffer";
    const auto g = static_cast<double>(i + 1);
    wanted[name] = Doubles(i + 1, g);
    next_wanted[name] = Doubles(i + 1, is_kept(i) ? 1.5 * g : g);
    if (is_kept(i)) some[name] = sgd.state().at(name);
  }
  EXPECT_EQ(numbers_of(sgd.state()), wanted);
  // Those that the state does not name begin anew.
  tw::Sgd next(parameters, options);
  next.step();
  next.set_state(some);
  EXPECT_EQ(numbers_of(next.state()), numbers_of(some));
  next.step();
  EXPECT_EQ(numbers_of(next.state()), next_wanted);
}

TEST(AdamW, StateNamesTheNumberOfItsParameter) {
  const std::vector<tw::Tensor> parameters = many_parameters();
  const tw::AdamW::Options options{.beta1 = 0.5, .beta2 = 0.75};
  tw::AdamW adamw(parameters, options);
  adamw.step();
  std::map<std::string, Doubles> wanted;
  std::map<std::string, Doubles> next_wanted;
  State some;
  for (std::size_t i = 0; i < kMany; ++i) {
    if (i == kIdle) continue;
    const std::string number = std::to_string(i);
    const auto g = static_cast<double>(i + 1);
    // A second step makes 0.5 * 0.5 + 0.5 of the first, and 0.75 * 0.25 + 0.25 of the second.
    const bool kept = is_kept(i);
    wanted[number + ".first"] = Doubles(i + 1, 0.5 * g);
    wanted[number + ".second"] = Doubles(i + 1, 0.25 * g * g);
    wanted[number + ".steps"] = Doubles(1, 1.0);
    next_wanted[number + ".first"] = Doubles(i + 1, (kept ? 0.75 : 0.5) * g);
    next_wanted[number + ".second"] = Doubles(i + 1, (kept ? 0.4375 : 0.25) * g * g);
    next_wanted[number + ".steps"] = Doubles(1, kept ? 2.0 : 1.0);
    if (!kept) continue;
    for (const char* part : {".first", ".second", ".steps"})
      some[number + part] = adamw.state().at(number + part);
  }
  EXPECT_EQ(numbers_of(adamw.state()), wanted);
  tw::AdamW next(parameters, options);
  next.step();
  next.set_state(some);
  EXPECT_EQ(numbers_of(next.state()), numbers_of(some));
  next.step();
  EXPECT_EQ(numbers_of(next.state()), next_wanted);
}

TEST(AdamW, BeginsAnewFromAnEmptyState) {
  const auto trained_twice = [](bool anew) {
    const tw::Tensor p = leaf(tw::full({3}, 8.0));
    tw::AdamW adamw({p}, {});
    give_grad(p, tw::full({3}, 2.0));
    if (anew) {
      adamw.step();
      tw::copy_(tw::detach(p), tw::full({3}, 8.0));
      adamw.set_state({});
      EXPECT_TRUE(adamw.state().empty());
    }
    adamw.step();
    EXPECT_EQ(numbers_of(adamw.state().at("0.steps")), Doubles(1, 1.0));
    return numbers_of(p);
  };
  EXPECT_EQ(trained_twice(true), trained_twice(false));
}

TEST(AdamW, StateIsACopyBothWays) {
  const tw::Tensor p = leaf(tw::full({2}, 1.0));
  tw::AdamW adamw({p}, {.beta1 = 0.5, .beta2 = 0.75});
  give_grad(p, tw::full({2}, 4.0));
  adamw.step();
  const auto spoil = [](const State& state) {
    state.at("0.first").data_as<float>()[0] = 9;
    state.at("0.second").data_as<float>()[1] = 8;
    *state.at("0.steps").data_as<std::int64_t>() = 7;
  };
  const State state = adamw.state();
  const std::map<std::string, Doubles> before = {
      {"0.first", {2, 2}}, {"0.second", {4, 4}}, {"0.steps", {1}}};
  EXPECT_EQ(numbers_of(state), before);
  spoil(state);
  EXPECT_EQ(numbers_of(adamw.state()), before);
  const std::map<std::string, Doubles> after = {
      {"0.first", {9, 2}}, {"0.second", {4, 8}}, {"0.steps", {7}}};
  adamw.set_state(state);
  EXPECT_EQ(numbers_of(adamw.state()), after);
  adamw.step();
  EXPECT_EQ(numbers_of(adamw.state().at("0.steps")), Doubles(1, 8.0));
  EXPECT_EQ(numbers_of(state), after);
}

TEST(Optimisers, NamesOfStateHaveOneSpelling) {
  const std::vector<tw::Tensor> parameters = many_parameters();
  tw::Sgd sgd(parameters, {.momentum = 0.5});
  const auto said = [&](const std::string& name, std::int64_t size) {
    return refused_state(sgd, {{name, tw::full({size}, 1.0)}});
  };
  for (std::size_t i = 0; i < kMany; ++i) {
    const std::string name = std::to_string(i) + ".buffer";
    const auto size = static_cast<std::int64_t>(i + 1);
    EXPECT_EQ(said(name, size), "nothing was thrown");
    EXPECT_EQ(names_of(sgd.state()), std::vector<std::string>{name});
    EXPECT_EQ(said("0" + name, size), "[sgd] state 0" + name + " does not fit");
    EXPECT_EQ(said(name, size + 1), "[sgd] state " + name + " does not fit");
    EXPECT_EQ(said(name, size - 1), "[sgd] state " + name + " does not fit");
  }
  for (const char* name : {"12.buffer", "13.buffer", "00.buffer", "0", "0.", "0.buffe",
                           "0.buffers", "0..buffer", "0,buffer", "0.first", " 0.buffer", "10buffer"})
    EXPECT_EQ(said(name, 1), std::string("[sgd] state ") + name + " does not fit");
  EXPECT_EQ(said("a\x01\x1F\x7F !~\u00e9", 1), "[sgd] state a??? !~\u00e9 does not fit");
}

TEST(AdamW, RefusesSomePartsOfAState) {
  const tw::Tensor a = leaf(tw::full({2}, 1.0));
  const tw::Tensor b = leaf(tw::full({2}, 1.0));
  tw::AdamW adamw({a, b}, {});
  const tw::Tensor two = tw::full({2}, 3.0);
  const State whole = {{"0.first", two}, {"0.second", two}, {"0.steps", steps(1)}};
  const State parts = {{"1.first", two}, {"1.second", two}, {"1.steps", steps(1)}};
  EXPECT_EQ(refused_state(adamw, whole), "nothing was thrown");
  for (const auto& [name, tensor] : parts) {
    State state = whole;
    state[name] = tensor;
    EXPECT_EQ(refused_state(adamw, state), "[adamw] state " + name + " does not fit");
    State undefined = whole;
    undefined.insert(parts.begin(), parts.end());
    EXPECT_EQ(refused_state(adamw, undefined), "nothing was thrown");
    undefined[name] = tw::Tensor();
    EXPECT_EQ(refused_state(adamw, undefined), "[adamw] state " + name + " does not fit");
  }
}

}  // namespace
