#include "tw/optim.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
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

TEST(Sgd, StepsAsByHand) {
  for (const auto& [dtype, tolerance] : kTolerances) {
    const tw::Tensor p = leaf(tw::full({3}, 8.0, dtype));
    tw::Sgd sgd({p}, {.learning_rate = 0.25, .momentum = 0.5, .weight_decay = 0.5});
    const auto step = [&, type = dtype](double g) {
      give_grad(p, tw::full({3}, g, type));
      sgd.step();
    };
    step(4);  // g = 4 + 0.5 * 8 = 8, b = 8, p = 8 - 0.25 * 8.
    EXPECT_EQ(numbers_of(sgd.state().at("0.buffer")), Doubles(3, 8.0));
    EXPECT_EQ(numbers_of(p), Doubles(3, 6.0));
    step(-1);  // g = -1 + 0.5 * 6 = 2, b = 0.5 * 8 + 2 = 6, p = 6 - 0.25 * 6.
    EXPECT_EQ(numbers_of(sgd.state().at("0.buffer")), Doubles(3, 6.0));
    EXPECT_EQ(numbers_of(p), Doubles(3, 4.5));
    step(0);  // g = 2.25, b = 3 + 2.25, p = 4.5 - 0.25 * 5.25.
    EXPECT_EQ(numbers_of(sgd.state().at("0.buffer")), Doubles(3, 5.25));
    EXPECT_EQ(numbers_of(p), Doubles(3, 3.1875));
  }
}

TEST(Sgd, OnlyAMomentumAboveZeroCounts) {
  for (const double momentum : {0.0, -0.5}) {
    const tw::Tensor p = leaf(tw::full({3}, 8.0));
    tw::Sgd sgd({p}, {.learning_rate = 0.25, .momentum = momentum});
    give_grad(p, tw::full({3}, 4.0));
    sgd.step();
    sgd.step();
    EXPECT_EQ(numbers_of(p), Doubles(3, 6.0)) << momentum;
    EXPECT_TRUE(sgd.state().empty()) << momentum;
    sgd.set_state({{"0.buffer", tw::full({3}, 16.0)}});
    sgd.step();
    EXPECT_EQ(numbers_of(p), Doubles(3, 5.0)) << momentum;
  }
  // A small one does: b = 4, then 4 / 1024 + 4.
  const tw::Tensor p = leaf(tw::full({3}, 8.0));
  tw::Sgd sgd({p}, {.learning_rate = 0.25, .momentum = 1.0 / 1024});
  give_grad(p, tw::full({3}, 4.0));
  sgd.step();
  sgd.step();
  EXPECT_EQ(numbers_of(p), Doubles(3, 6.0 - 1.0 / 1024));
}

TEST(AdamW, TheFirstStepIsAsByHand) {
  for (const auto& [dtype, tolerance] : kTolerances) {
    for (const double sign : {1.0, -1.0}) {
      const tw::Tensor p = leaf(tw::full({3}, 8.0, dtype));
      tw::AdamW adamw({p}, {.learning_rate = 0.25,
                            .beta1 = 0.5,
                            .beta2 = 0.75,
                            .epsilon = 2,
                            .weight_decay = 1});
      give_grad(p, tw::full({3}, 2 * sign, dtype));
      adamw.step();
      // m = 0.5 * 2 = 1, corrected 2; v = 0.25 * 4 = 1, corrected 4.
      const auto state = adamw.state();
      EXPECT_EQ(numbers_of(state.at("0.first")), Doubles(3, sign));
      EXPECT_EQ(numbers_of(state.at("0.second")), Doubles(3, 1.0));
      EXPECT_EQ(numbers_of(state.at("0.steps")), Doubles(1, 1.0));
      // p = 8 * (1 - 0.25) - 0.25 * 2 / (2 + 2).
      EXPECT_EQ(numbers_of(p), Doubles(3, 6 - 0.125 * sign));
    }
  }
}

TEST(AdamW, MomentsBeginAsZeros) {
  for (const auto& [dtype, tolerance] : kTolerances) {
    for (const std::int64_t count : {1, 7, 64, 1000}) {
      {
        // What new memory may hold.
        std::vector<tw::Tensor> before;
        for (int i = 0; i < 12; ++i)
          before.push_back(tw::full({count}, std::numeric_limits<double>::quiet_NaN(), dtype));
      }
      const tw::Tensor p = leaf(tw::full({count}, 1.0, dtype));
      tw::AdamW adamw({p}, {.weight_decay = 0});
      give_grad(p, tw::full({count}, 0.0, dtype));
      adamw.step();
      const Doubles zeros(static_cast<std::size_t>(count), 0.0);
      EXPECT_EQ(numbers_of(adamw.state().at("0.first")), zeros);
      EXPECT_EQ(numbers_of(adamw.state().at("0.second")), zeros);
      EXPECT_EQ(numbers_of(p), Doubles(static_cast<std::size_t>(count), 1.0));
    }
  }
}

TEST(Optimisers, OptionsBeginAsDeclared) {
  const tw::Sgd::Options sgd;
  EXPECT_EQ(sgd.learning_rate, 0.01);
  EXPECT_EQ(sgd.momentum, 0);
  EXPECT_EQ(sgd.weight_decay, 0);
  const tw::AdamW::Options adamw;
  EXPECT_EQ(adamw.learning_rate, 1e-3);
  EXPECT_EQ(adamw.beta1, 0.9);
  EXPECT_EQ(adamw.beta2, 0.999);
  EXPECT_EQ(adamw.epsilon, 1e-8);
  EXPECT_EQ(adamw.weight_decay, 1e-2);
}

template <class Optimiser>
void check_all_gradients_are_cleared() {
  std::vector<tw::Tensor> parameters;
  for (int i = 0; i < 4; ++i) {
    parameters.push_back(leaf(tw::full({2}, 1.0)));
    give_grad(parameters.back(), tw::full({2}, 3.0));
  }
  Optimiser optimiser(parameters, {});
  optimiser.clear_grads();
  for (const tw::Tensor& p : parameters) EXPECT_FALSE(tw::grad(p).defined());
}

TEST(Optimisers, ClearTheGradientsOfAllParameters) {
  check_all_gradients_are_cleared<tw::Sgd>();
  check_all_gradients_are_cleared<tw::AdamW>();
}

// The elements after a step whose gradient came through a transposed view, or did not.
template <class Optimiser>
Doubles stepped(bool transposed) {
  const tw::Tensor p = leaf(numbers(tw::Dtype::f64, {3, 5}, 1));
  const tw::Tensor g = numbers(tw::Dtype::f64, {5, 3}, 2);
  if (transposed)
    tw::backward(tw::mul(tw::transpose(p, 0, 1), g), tw::full({5, 3}, 1.0, tw::Dtype::f64));
  else
    give_grad(p, tw::contiguous(tw::transpose(g, 0, 1)));
  Optimiser optimiser({p}, {});
  optimiser.step();
  return numbers_of(p);
}

TEST(Optimisers, GradientsMayHaveStrides) {
  EXPECT_EQ(stepped<tw::Sgd>(true), stepped<tw::Sgd>(false));
  EXPECT_EQ(stepped<tw::AdamW>(true), stepped<tw::AdamW>(false));
}

}  // namespace
