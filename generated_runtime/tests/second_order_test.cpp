// Derivatives of derivatives: gradients taken with create_graph are differentiated again.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using Numbers = std::vector<double>;
using Sizes = std::vector<std::int64_t>;
using Tensors = std::vector<Tensor>;
using Function = std::function<Tensor(const Tensors& xs)>;
using Unary = Tensor (*)(const Tensor& x);

constexpr tw::BackwardOptions kAgain{.create_graph = true};

Tensor tensor(IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

Tensor leaf(const Tensor& x) {
  const Tensor y = tw::clone(x);
  tw::set_requires_grad(y);
  return y;
}

Tensor row(const Numbers& numbers, Dtype dtype = Dtype::f64) {
  return leaf(tensor({static_cast<std::int64_t>(numbers.size())}, numbers, dtype));
}

Tensor targets(const Numbers& numbers) {
  return tw::cast(tensor({static_cast<std::int64_t>(numbers.size())}, numbers), Dtype::i64);
}

// Different numbers between shift - 1 and shift + 1.
Tensor waves(IntSpan sizes, double phase, double shift = 0) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = shift + std::sin(phase + 1.7 * static_cast<double>(i));
  return x;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(tw::cast(x, Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

// The gradient of y, weighted with the cotangent.
Tensor gradient(const Tensor& y, const Tensor& x, const Tensor& cotangent) {
  return tw::gradients(Tensors{y}, Tensors{x}, Tensors{cotangent}, kAgain)[0];
}

Tensor gradient(const Tensor& y, const Tensor& x) {
  return gradient(y, x, tw::full(y.sizes(), 1.0, y.dtype()));
}

// The derivative of some order of each element of y, which depends on the same element of x.
Tensor derivative(Tensor y, const Tensor& x, int order) {
  for (int i = 0; i < order; ++i) y = gradient(y, x);
  return y;
}

void expect_near(const Tensor& x, const Numbers& exact, double error, const std::string& what) {
  ASSERT_TRUE(x.defined()) << what;
  const Numbers got = values(x);
  ASSERT_EQ(got.size(), exact.size()) << what;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], exact[i], error * std::max(1.0, std::fabs(exact[i]))) << what << i;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0)); }

struct Case {
  std::string name;
  Unary op;
  double (*second)(double x);
  bool positive = false;
};

// Those whose first derivative depends on x.
std::vector<Case> curves() {
  return {
      {"square", &tw::square, [](double) { return 2.0; }},
      {"sqrt", &tw::sqrt, [](double x) { return -0.25 * std::pow(x, -1.5); }, true},
      {"rsqrt", &tw::rsqrt, [](double x) { return 0.75 * std::pow(x, -2.5); }, true},
      {"exp", &tw::exp, [](double x) { return std::exp(x); }},
      {"expm1", &tw::expm1, [](double x) { return std::exp(x); }},
      {"log", &tw::log, [](double x) { return -1 / (x * x); }, true},
      {"log1p", &tw::log1p, [](double x) { return -1 / ((1 + x) * (1 + x)); }, true},
      {"sin", &tw::sin, [](double x) { return -std::sin(x); }},
      {"cos", &tw::cos, [](double x) { return -std::cos(x); }},
      {"tanh", &tw::tanh, [](double x) { return -2 * std::tanh(x) / std::pow(std::cosh(x), 2); }},
      {"sigmoid", &tw::sigmoid,
       [](double x) { return sigmoid(x) * sigmoid(-x) * (1 - 2 * sigmoid(x)); }},
      {"gelu", &tw::gelu, [](double x) { return density(x) * (2 - x * x); }},
      {"silu", &tw::silu,
       [](double x) { return sigmoid(x) * sigmoid(-x) * (2 + x * (1 - 2 * sigmoid(x))); }},
  };
}

Tensors leaves(const Tensors& given) {
  Tensors all;
  for (const Tensor& x : given) all.push_back(leaf(x));
  return all;
}

// The weighted sum of the gradients of f.  The last argument is the cotangent, on which each of
// them depends, so that the score always requires its gradient.
Tensor score(const Function& f, const Tensors& all) {
  const Tensors xs(all.begin(), all.end() - 1);
  Tensor sum = tw::full({}, 0.0, Dtype::f64);
  for (const Tensor& x : tw::gradients(Tensors{f(xs)}, xs, Tensors{all.back()}, kAgain))
    sum = tw::add(sum, tw::sum(tw::mul(x, waves(x.sizes(), 0.4))));
  return sum;
}

// Compares the derivatives of the score, by the arguments and by the cotangent, with differences.
// The one of an argument that the score does not depend on may be missing.
void expect_second(const std::string& what, const Function& f, const Tensors& given) {
  Tensors at = given;
  at.push_back(waves(f(given).sizes(), 0.9));
  const Tensors all = leaves(at);
  const Tensors gradients = tw::gradients(Tensors{score(f, all)}, all);
  ASSERT_TRUE(gradients.back().defined()) << what;
  for (std::size_t i = 0; i < at.size(); ++i) {
    Numbers actual(static_cast<std::size_t>(at[i].numel()), 0.0);
    if (gradients[i].defined()) {
      ASSERT_TRUE(std::ranges::equal(gradients[i].sizes(), at[i].sizes())) << what;
      actual = values(gradients[i]);
    }
    for (std::size_t k = 0; k < actual.size(); ++k) {
      const auto moved = [&](double step) {
        const Tensors other = leaves(at);
        other[i].data_as<double>()[k] += step;
        return values(score(f, other))[0];
      };
      const double h = 1e-5;
      const double exact = (moved(h) - moved(-h)) / (2 * h);
      EXPECT_NEAR(actual[k], exact, 1e-7 * std::max(1.0, std::fabs(exact)))
          << what << " argument " << i << " element " << k;
    }
  }
}

template <class... Arguments>
Function of(Tensor (*op)(Arguments... arguments)) {
  return [op](const Tensors& xs) {
    if constexpr (sizeof...(Arguments) == 1) return op(xs[0]);
    else return op(xs[0], xs[1]);
  };
}

}  // namespace

TEST(SecondOrderTest, FunctionsOfOneArgumentInClosedForm) {
  for (const Case& c : curves()) {
    Numbers at = {0.5, 0.75, 1, 1.5, 2, 3, 4.5};
    if (!c.positive) at.insert(at.end(), {-3, -1.25, -0.5, 0});
    for (const auto& [dtype, error] : {std::pair{Dtype::f64, 1e-13}, {Dtype::f32, 2e-6},
                                       {Dtype::f16, 6e-3}, {Dtype::bf16, 5e-2}}) {
      const Tensor x = row(at, dtype);
      const Tensor second = derivative(c.op(x), x, 2);
      ASSERT_TRUE(second.defined()) << c.name;
      EXPECT_EQ(second.dtype(), dtype) << c.name;
      Numbers exact;
      for (const double number : at) exact.push_back(c.second(number));
      expect_near(second, exact, error, c.name);
    }
  }
}

TEST(SecondOrderTest, FunctionsOfOneArgumentByDifferences) {
  for (const Case& c : curves()) expect_second(c.name, of(c.op), {waves({2, 3}, 0.2, 2)});
  for (const Unary op : {&tw::neg, &tw::abs, &tw::relu, &tw::gelu, &tw::silu, &tw::tanh})
    expect_second("unary", of(op), {waves({5}, 0.2)});
  expect_second("clamp", [](const Tensors& xs) { return tw::clamp(xs[0], -0.5, 0.5); },
                {waves({5}, 0.2)});
}

TEST(SecondOrderTest, ThirdDerivatives) {
  for (const double at : {-2.0, -0.5, 0.0, 0.75, 3.0}) {
    const Tensor x = row({at});
    const double t = std::tanh(at);
    expect_near(derivative(tw::mul(tw::mul(x, x), x), x, 3), {6}, 0, "x x x");
    expect_near(derivative(tw::mul(tw::square(x), x), x, 3), {6}, 0, "x^2 x");
    expect_near(derivative(tw::exp(x), x, 3), {std::exp(at)}, 1e-14, "exp");
    expect_near(derivative(tw::exp(x), x, 4), {std::exp(at)}, 1e-14, "exp");
    expect_near(derivative(tw::tanh(x), x, 3), {(1 - t * t) * (6 * t * t - 2)}, 1e-14, "tanh");
  }
  const Tensor y = row({0.5, 1, 2});
  expect_near(derivative(tw::log(y), y, 3), {16, 2, 0.25}, 1e-14, "log");
}

TEST(SecondOrderTest, BinaryOpsByDifferences) {
  const std::vector<std::pair<Sizes, Sizes>> shapes = {
      {{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{4}, {3, 4}}, {{2, 1, 3}, {2, 1}}, {{}, {3}}};
  for (const auto& [a, b] : shapes) {
    const Tensors xs = {waves(a, 0.2), waves(b, 0.7, 2)};
    for (const auto& op : {&tw::add, &tw::sub, &tw::mul, &tw::div}) expect_second("op", of(op), xs);
    for (const auto& op : {&tw::maximum, &tw::minimum})
      expect_second("extreme", of(op), {waves(a, 0.2), waves(b, 0.7)});
  }
  const Tensor condition = tw::gt(waves({3, 4}, 0.3), tw::full({}, 0.0, Dtype::f64));
  const Function choice = [&](const Tensors& xs) { return tw::where(condition, xs[0], xs[1]); };
  expect_second("where", choice, {waves({3, 4}, 0.2), waves({4}, 0.7)});
}

TEST(SecondOrderTest, ProductsAndQuotientsInClosedForm) {
  const Tensor a = row({2, -3});
  const Tensor b = row({4, 0.5});
  const Tensor product_by_a = gradient(tw::mul(a, b), a);
  EXPECT_EQ(values(gradient(product_by_a, b)), (Numbers{1, 1}));
  EXPECT_FALSE(gradient(product_by_a, a).defined());
  const Tensor by_b = gradient(tw::div(a, b), b);
  EXPECT_EQ(values(gradient(gradient(tw::div(a, b), a), b)), (Numbers{-0.0625, -4}));
  EXPECT_EQ(values(gradient(by_b, a)), (Numbers{-0.0625, -4}));
  EXPECT_EQ(values(gradient(by_b, b)), (Numbers{0.0625, -48}));
  // Of x A x, which has the second derivative A + its transpose.
  const Tensor slope = gradient(tw::matmul(a, tw::matmul(tensor({2, 2}, {1, 2, 3, 5}), a)), a);
  EXPECT_EQ(values(gradient(slope, a, tensor({2}, {1, 0}))), (Numbers{2, 5}));
  EXPECT_EQ(values(gradient(slope, a, tensor({2}, {0, 1}))), (Numbers{5, 10}));
}

TEST(SecondOrderTest, QuotientsOfHalvesAreRoundedOnce) {
  // 100 / 2^-10 is no f16, -100 * 2^-12 / 2^-20 is one.
  const Tensor a = row({0x1p-12}, Dtype::f16);
  const Tensor b = row({0x1p-10}, Dtype::f16);
  EXPECT_EQ(values(gradient(tw::div(a, b), b, tensor({1}, {100}, Dtype::f16))), Numbers{-25600});
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
    const Tensor c = row({3, 5, 7, 11}, dtype);
    const Tensor d = row({7, 3, 11, 13}, dtype);
    const Tensor by_d = gradient(tw::div(c, d), d);
    EXPECT_EQ(values(by_d),
              values(tensor({4}, {-3.0 / 49, -5.0 / 9, -7.0 / 121, -11.0 / 169}, dtype)));
    EXPECT_EQ(values(gradient(by_d, c)),
              values(tensor({4}, {-1.0 / 49, -1.0 / 9, -1.0 / 121, -1.0 / 169}, dtype)));
  }
}

TEST(SecondOrderTest, Reductions) {
  const Sizes ends = {0, -1};
  const Sizes middle = {1};
  const Sizes none;
  const Tensor x = waves({2, 3, 2}, 0.1);
  const auto expect = [&](const std::string& what, auto op) {
    for (const bool keepdim : {false, true}) {
      for (const auto& dims : {std::optional<IntSpan>(), std::optional<IntSpan>(ends),
                               std::optional<IntSpan>(middle), std::optional<IntSpan>(none)}) {
        expect_second(what, [&](const Tensors& xs) { return op(xs[0], dims, keepdim); }, {x});
        expect_second(what + " of squares",
                      [&](const Tensors& xs) { return op(tw::square(xs[0]), dims, keepdim); }, {x});
      }
    }
  };
  expect("sum", &tw::sum);
  expect("mean", &tw::mean);
  expect("amax", &tw::amax);
  expect("amin", &tw::amin);
  expect("var", [](const Tensor& t, std::optional<IntSpan> dims, bool keepdim) {
    return tw::var(t, dims, keepdim, 0);
  });
  // Of the variance: 2 / (n - 1) times the identity less 1 / n.
  const Tensor y = row({1, 2, 6});
  expect_near(gradient(gradient(tw::var(y), y), y, tensor({3}, {1, 0, 0})),
              {2.0 / 3, -1.0 / 3, -1.0 / 3}, 1e-15, "var");
  expect_near(derivative(tw::square(tw::mean(y)), y, 2), Numbers(3, 2.0 / 3), 1e-15, "mean");
}

TEST(SecondOrderTest, MatrixProductsByDifferences) {
  const std::vector<std::pair<Sizes, Sizes>> shapes = {
      {{3, 4}, {4, 2}}, {{2, 3, 4}, {4, 2}},       {{4}, {4}},       {{4}, {4, 2}},   {{3, 4}, {4}},
      {{1}, {1}},       {{2, 1, 3, 2}, {2, 2, 2}}, {{2}, {3, 2, 2}}, {{3, 2, 2}, {2}}};
  for (const auto& [a, b] : shapes)
    expect_second("matmul", of(&tw::matmul), {waves(a, 0.2), waves(b, 0.7)});
  for (const Sizes& x : {Sizes{4}, Sizes{3, 4}, Sizes{2, 3, 4}}) {
    const Tensors xs = {waves(x, 0.2), waves({5, 4}, 0.7), waves({5}, 1.1)};
    expect_second("linear", [](const Tensors& t) { return tw::linear(t[0], t[1], t[2]); }, xs);
  }
}

TEST(SecondOrderTest, SoftmaxByDifferences) {
  for (const std::int64_t dim : {0, -1}) {
    for (const auto& op : {&tw::softmax, &tw::log_softmax}) {
      const Function f = [=](const Tensors& xs) { return op(xs[0], dim); };
      for (const Sizes& sizes : {Sizes{2, 3, 2}, Sizes{3, 4}, Sizes{}})
        expect_second("softmax", f, {waves(sizes, 0.1)});
    }
  }
  const Tensor target = targets({0, 3, 1});
  expect_second("loss", [&](const Tensors& xs) { return tw::cross_entropy(xs[0], target); },
                {waves({3, 4}, 0.3)});
}

TEST(SecondOrderTest, SoftmaxInClosedForm) {
  for (const Dtype dtype : {Dtype::f64, Dtype::f32, Dtype::f16, Dtype::bf16}) {
    // Where p = 3/4, 1/4, the loss has the Hessian diag(p) - p p.
    const Tensor x = leaf(tensor({1, 2}, {std::log(3.0), 0}, dtype));
    const Tensor pick = tensor({1, 2}, {1, 0}, dtype);
    const double error = dtype == Dtype::f64 ? 1e-15 : dtype == Dtype::f32 ? 1e-7 : 2e-3;
    const Tensor loss = gradient(tw::cross_entropy(x, targets({1})), x);
    expect_near(gradient(loss, x, pick), {0.1875, -0.1875}, error, "cross_entropy");
    // p' = p (1 - p), p'' = p' (1 - 2 p).
    const Tensor chance = gradient(tw::narrow(tw::softmax(x, 1), 1, 0, 1), x);
    expect_near(gradient(chance, x, pick), {-0.09375, 0.09375}, error, "softmax");
  }
}

TEST(SecondOrderTest, ViewsCopiesAndCasts) {
  for (const Unary view : std::initializer_list<Unary>{
           [](const Tensor& x) { return tw::transpose(x, 0, -1); },
           [](const Tensor& x) { return tw::permute(x, {1, 0}); },
           [](const Tensor& x) { return tw::reshape(x, {12}); },
           [](const Tensor& x) { return tw::expand(x, {2, 3, 4}); },
           [](const Tensor& x) { return tw::narrow(x, 1, 1, 2); },
           [](const Tensor& x) { return tw::slice(x, 1, 0, std::nullopt, 2); },
           [](const Tensor& x) { return tw::squeeze(tw::narrow(x, 0, 1, 1), 0); },
           [](const Tensor& x) { return tw::unsqueeze(tw::select(x, 0, -1), -1); },
           [](const Tensor& x) { return tw::as_strided(x, {3, 2}, {2, 1}, 3); },
           [](const Tensor& x) { return tw::contiguous(tw::transpose(x, 0, 1)); },
           [](const Tensor& x) { return tw::clone(x); }}) {
    expect_second("view", of(view), {waves({3, 4}, 0.2)});
    const Function bent = [=](const Tensors& xs) { return tw::exp(view(tw::square(xs[0]))); };
    expect_second("view", bent, {waves({3, 4}, 0.2)});
  }
  const Tensor x = row({1.5, -2}, Dtype::f32);
  const Tensor y = tw::cast(x, Dtype::f64);
  EXPECT_EQ(values(derivative(tw::mul(tw::square(y), y), x, 2)), (Numbers{9, -12}));
}

TEST(SecondOrderTest, KinksHaveTheSecondDerivativeZero) {
  const Tensor x = leaf(tensor({2, 3}, {0, 1, -1, 2, 0.5, 2}));
  const Tensor other = tensor({2, 3}, {0, 1, -1, 2, 2, -3});
  for (const Tensor& y : {tw::relu(x), tw::abs(x), tw::clamp(x, -1.0, 1.0), tw::maximum(x, other),
                          tw::minimum(other, x), tw::amax(x), tw::amin(x)}) {
    // On the kinks too, the first derivative depends on the cotangent alone, and linearly.
    const Tensor cotangent = leaf(waves(y.sizes(), 0.9));
    const Tensor first = gradient(y, x, cotangent);
    ASSERT_TRUE(tw::requires_grad(first));
    const Tensor by_x = gradient(first, x);
    EXPECT_EQ(by_x.defined() ? values(by_x) : Numbers(6, 0.0), Numbers(6, 0.0));
    EXPECT_NEAR(values(tw::sum(tw::mul(gradient(first, cotangent), cotangent)))[0],
                values(tw::sum(first))[0], 1e-14);
  }
  const Tensor cube = tw::mul(tw::square(x), x);
  const Sizes last = {1};
  EXPECT_EQ(values(derivative(tw::relu(cube), x, 2)), (Numbers{0, 6, 0, 12, 3, 12}));
  EXPECT_EQ(values(derivative(tw::abs(cube), x, 2)), (Numbers{0, 6, 6, 12, 3, 12}));
  EXPECT_EQ(values(derivative(tw::clamp(cube, -0.5, 2.0), x, 2)), (Numbers{0, 6, 0, 0, 3, 0}));
  EXPECT_EQ(values(derivative(tw::amax(cube, last), x, 2)), (Numbers{0, 6, 0, 6, 0, 6}));
}

TEST(SecondOrderTest, SavedTensorsAreTheRecordedOnes) {
  // The argument is itself computed: the second derivative by it, and through it by the leaf.
  for (const Case& c : curves()) {
    const Tensor x = row({0.25, 0.5});
    const Tensor h = tw::exp(x);
    const Tensor first = gradient(c.op(h), h);
    const double a = std::exp(0.25), b = std::exp(0.5);
    expect_near(gradient(first, h), {c.second(a), c.second(b)}, 1e-13, c.name);
    expect_near(gradient(first, x), {c.second(a) * a, c.second(b) * b}, 1e-13, c.name);
  }
}

TEST(SecondOrderTest, FarFromZeroNothingBends) {
  for (const Unary op : {&tw::gelu, &tw::silu, &tw::tanh, &tw::sigmoid}) {
    const Tensor x = row({-HUGE_VAL, -60000, 60000, HUGE_VAL});
    EXPECT_EQ(values(derivative(op(x), x, 2)), Numbers(4, 0.0));
  }
}

TEST(SecondOrderTest, WithoutElementsNothingDependsOnTheCotangent) {
  const Sizes last = {1};
  const Tensor x = leaf(tw::empty_tensor({2, 0}, Dtype::f64));
  const Tensor logits = leaf(tw::empty_tensor({0, 3}, Dtype::f64));
  const Tensor loss = tw::cross_entropy(logits, targets({}));
  for (const auto& [y, by] : {std::pair{tw::sum(x, last), x}, {tw::mean(x), x},
                              {tw::mean(x, last), x}, {tw::var(x), x}, {tw::var(x, last), x},
                              {loss, logits}}) {
    const Tensor cotangent = leaf(tw::full(y.sizes(), 1.0, Dtype::f64));
    const Numbers zeros(static_cast<std::size_t>(y.numel()), 0.0);
    EXPECT_EQ(values(gradient(gradient(y, by, cotangent), cotangent)), zeros);
  }
}
