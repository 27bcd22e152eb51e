#include "tw/optim.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

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

void sgd_exactly(Doubles& p, const Doubles& grad, Doubles& b, const tw::Sgd::Options& o) {
  const bool first = b.empty();
  if (first) b.resize(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double g = grad[i] + o.weight_decay * p[i];
    b[i] = first ? g : o.momentum * b[i] + g;
    p[i] -= o.learning_rate * (o.momentum > 0 ? b[i] : g);
  }
}

void adamw_exactly(Doubles& p, const Doubles& grad, Doubles& m, Doubles& v, int t,
                   const tw::AdamW::Options& o) {
  m.resize(p.size());
  v.resize(p.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double g = grad[i];
    p[i] *= 1 - o.learning_rate * o.weight_decay;
    m[i] = o.beta1 * m[i] + (1 - o.beta1) * g;
    v[i] = o.beta2 * v[i] + (1 - o.beta2) * g * g;
    p[i] -= o.learning_rate * (m[i] / (1 - std::pow(o.beta1, t))) /
            (std::sqrt(v[i] / (1 - std::pow(o.beta2, t))) + o.epsilon);
  }
}

void expect_near(const tw::Tensor& x, const Doubles& wanted, double tolerance) {
  const Doubles found = numbers_of(x);
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], wanted[i], tolerance * (1 + std::abs(wanted[i])))
        << tw::name_of(x.dtype()) << " element " << i;
}

const std::pair<tw::Dtype, double> kTolerances[] = {{tw::Dtype::f16, 1e-2},
                                                    {tw::Dtype::bf16, 5e-2},
                                                    {tw::Dtype::f32, 1e-6},
                                                    {tw::Dtype::f64, 1e-14}};

// Parameters of sizes [3, 5]: contiguous, transposed, and with gaps.
std::vector<tw::Tensor> layouts(tw::Dtype dtype) {
  return {leaf(numbers(dtype, {3, 5}, 1)), leaf(tw::transpose(numbers(dtype, {5, 3}, 1), 0, 1)),
          leaf(tw::slice(numbers(dtype, {3, 10}, 1), 1, 1, 10, 2))};
}

TEST(Sgd, FollowsTheFormula) {
  const tw::Sgd::Options all[] = {{0.1, 0, 0}, {0.1, 0, 0.25}, {0.1, 0.9, 0}, {0.1, 0.5, 0.25}};
  for (const auto& [dtype, tolerance] : kTolerances) {
    for (const tw::Sgd::Options& options : all) {
      for (const tw::Tensor& p : layouts(dtype)) {
        tw::Sgd sgd({p}, options);
        Doubles wanted = numbers_of(p);
        Doubles buffer;
        for (int t = 1; t <= 4; ++t) {
          const tw::Tensor g = numbers(dtype, {3, 5}, 0.7 * t);
          give_grad(p, g);
          sgd.step();
          sgd_exactly(wanted, numbers_of(g), buffer, options);
        }
        expect_near(p, wanted, tolerance);
      }
    }
  }
}

TEST(AdamW, FollowsTheFormula) {
  const tw::AdamW::Options all[] = {
      {}, {0.1, 0.9, 0.999, 1e-8, 0}, {0.05, 0.5, 0.75, 0.125, 0.5}, {0.1, 0, 0.9, 1e-3, 0.1}};
  for (const auto& [dtype, tolerance] : kTolerances) {
    for (const tw::AdamW::Options& options : all) {
      for (const tw::Tensor& p : layouts(dtype)) {
        tw::AdamW adamw({p}, options);
        Doubles wanted = numbers_of(p);
        Doubles first;
        Doubles second;
        for (int t = 1; t <= 4; ++t) {
          const tw::Tensor g = numbers(dtype, {3, 5}, 3.0 * t);
          give_grad(p, g);
          adamw.step();
          adamw_exactly(wanted, numbers_of(g), first, second, t, options);
        }
        expect_near(p, wanted, tolerance);
      }
    }
  }
}

TEST(AdamW, LargeGradientsDoNotOverflow) {
  const tw::Tensor p = leaf(tw::full({9}, 1.0));
  tw::AdamW adamw({p}, {.learning_rate = 0.25, .weight_decay = 0});
  give_grad(p, tw::full({9}, 1e20));
  adamw.step();
  expect_near(p, Doubles(9, 0.75), 1e-6);
}

TEST(AdamW, CountsTheStepsOfEachParameter) {
  const tw::Tensor a = leaf(tw::full({2}, 1.0));
  const tw::Tensor b = leaf(tw::full({2}, 1.0));
  tw::AdamW adamw({a, b}, {.learning_rate = 0.25, .weight_decay = 0});
  give_grad(a, tw::full({2}, 2.0));
  for (int i = 0; i < 3; ++i) adamw.step();
  EXPECT_EQ(numbers_of(b), Doubles(2, 1.0));
  give_grad(b, tw::full({2}, -2.0));
  adamw.step();
  expect_near(a, Doubles(2, 0.0), 1e-5);
  expect_near(b, Doubles(2, 1.25), 1e-6);
}

template <class Optimiser>
void check_steps() {
  for (const tw::Tensor& p : layouts(tw::Dtype::f32)) {
    const tw::Tensor other = leaf(tw::full({2}, 3.0));
    const tw::Tensor none = leaf(tw::empty_tensor({0, 2}));
    Optimiser optimiser({p, other, none}, {});
    give_grad(p, numbers(tw::Dtype::f32, {3, 5}, 1));
    give_grad(none, tw::empty_tensor({0, 2}));
    const Doubles before = numbers_of(p);
    const std::uint64_t version = p.version();
    const std::uint64_t other_version = other.version();
    const void* data = p.data();
    EXPECT_TRUE(tw::recording);
    optimiser.step();
    EXPECT_TRUE(tw::recording);
    EXPECT_EQ(p.version(), version + 1);
    EXPECT_EQ(p.data(), data);
    EXPECT_NE(numbers_of(p), before);
    EXPECT_EQ(other.version(), other_version);
    EXPECT_EQ(numbers_of(other), Doubles(2, 3.0));
    EXPECT_TRUE(tw::is_leaf(p) && tw::requires_grad(p));

    EXPECT_TRUE(tw::grad(p).defined());
    optimiser.clear_grads();
    EXPECT_FALSE(tw::grad(p).defined());
    optimiser.step();
    EXPECT_EQ(p.version(), version + 1);
  }
}

TEST(Sgd, ChangesInPlaceWhatHasAGradient) {
  check_steps<tw::Sgd>();
}

TEST(AdamW, ChangesInPlaceWhatHasAGradient) {
  check_steps<tw::AdamW>();
}

TEST(Sgd, ElementsAroundAViewStay) {
  const tw::Tensor whole = tw::full({4, 4}, 1.0);
  const tw::Tensor p = leaf(tw::narrow(whole, 1, 1, 2));
  tw::Sgd sgd({p}, {.learning_rate = 0.5});
  give_grad(p, tw::full({4, 2}, 1.0));
  sgd.step();
  Doubles wanted;
  for (int i = 0; i < 4; ++i) wanted.insert(wanted.end(), {1, 0.5, 0.5, 1});
  EXPECT_EQ(numbers_of(whole), wanted);
}

TEST(Sgd, ARecordedGradientIsUsedWithoutARecord) {
  const tw::Tensor p = leaf(tw::full({3}, 2.0));
  tw::backward(tw::mul(p, tw::mul(p, p)), tw::full({3}, 1.0), {.create_graph = true});
  EXPECT_TRUE(tw::requires_grad(tw::grad(p)));
  tw::Sgd sgd({p}, {.learning_rate = 0.125});
  sgd.step();
  EXPECT_EQ(numbers_of(p), Doubles(3, 0.5));
  EXPECT_TRUE(tw::is_leaf(p));
  sgd.clear_grads();
}

template <class Optimiser>
std::string refusal(const std::vector<tw::Tensor>& parameters) {
  try {
    const Optimiser optimiser(parameters, {});
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Optimisers, RefuseWhatIsNoLeafWithAGradient) {
  const tw::Tensor good = leaf(tw::full({2}, 1.0));
  const std::string rest = " is no leaf that requires its gradient";
  EXPECT_EQ(refusal<tw::Sgd>({good, tw::full({2}, 1.0)}), "[sgd] parameter 1" + rest);
  EXPECT_EQ(refusal<tw::Sgd>({good, good, tw::mul(good, good)}), "[sgd] parameter 2" + rest);
  EXPECT_EQ(refusal<tw::AdamW>({tw::Tensor()}), "[adamw] parameter 0" + rest);
  EXPECT_EQ(refusal<tw::AdamW>({good}), "nothing was thrown");
}

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
  for (const auto& [dtype, tolerance] : kTolerances) {
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

}  // namespace
