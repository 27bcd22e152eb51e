#include "tw/autograd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;

Tensor tensor(tw::IntSpan sizes, const Numbers& values, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(values.begin(), values.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

Tensor leaf(tw::IntSpan sizes, const Numbers& values, Dtype dtype = Dtype::f64) {
  Tensor x = tensor(sizes, values, dtype);
  tw::set_requires_grad(x);
  return x;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::cast(x, Dtype::f64);
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

// The gradient of x for the cotangent 1, 2, 3, ... of f(x).
Numbers gradient(const Tensor& x, const std::function<Tensor(const Tensor&)>& f) {
  const Tensor y = f(x);
  const Tensor cotangent = tw::empty_tensor(y.sizes(), y.dtype());
  for (std::int64_t i = 0; i < y.numel(); ++i)
    cotangent.data_as<double>()[i] = static_cast<double>(i + 1);
  tw::clear_grad(x);
  tw::backward(y, cotangent);
  EXPECT_TRUE(std::ranges::equal(tw::grad(x).sizes(), x.sizes()));
  return values(tw::grad(x));
}

// Which element of x each place of the broadcast sizes shows.
Tensor places(const Tensor& x, tw::IntSpan sizes) {
  const Tensor numbers = tw::empty_tensor(x.sizes(), Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    numbers.data_as<double>()[i] = static_cast<double>(i);
  return tw::contiguous(tw::expand(numbers, sizes));
}

}  // namespace

TEST(RecorderTest, CallsWithAnAttachmentGoToTheRecorder) {
  using Tensors = std::span<const Tensor>;
  static int records = 0;
  tw::Library library;
  const tw::Op op = library.define(
      "f(Tensor? a, Tensor[] b, Tensor[]? c) -> (int, float)",
      +[](const std::optional<Tensor>&, Tensors, std::optional<Tensors>) {
        return std::tuple<std::int64_t, double>(1, 2.0);
      });
  const auto recorder = +[](const std::optional<Tensor>&, Tensors, std::optional<Tensors>) {
    ++records;
    return std::tuple<std::int64_t, double>(3, 4.0);
  };
  library.record("f", recorder);
  const auto typed = op.typed<std::tuple<std::int64_t, double>(const std::optional<Tensor>&,
                                                               Tensors, std::optional<Tensors>)>();
  const Tensor plain = tensor({1}, {1});
  const Tensor x = leaf({1}, {1});
  const std::vector<Tensor> plains{plain, Tensor()};
  const std::vector<Tensor> mixed{plain, x};

  EXPECT_EQ(std::get<0>(typed(plain, plains, Tensors(plains))), 1);
  EXPECT_EQ(std::get<0>(typed(x, plains, std::nullopt)), 3);
  EXPECT_EQ(std::get<1>(typed(std::nullopt, mixed, std::nullopt)), 4.0);
  EXPECT_EQ(std::get<0>(typed(plain, plains, Tensors(mixed))), 3);
  EXPECT_EQ(std::get<double>(op.call({plain, mixed, tw::None{}}).at(1)), 4.0);
  EXPECT_EQ(std::get<double>(op.call({x, plains, tw::None{}}).at(1)), 4.0);
  EXPECT_EQ(std::get<double>(op.call({tw::None{}, plains, plains}).at(1)), 2.0);
  EXPECT_EQ(records, 5);
  {
    const tw::NoGrad guard;
    EXPECT_EQ(std::get<0>(typed(x, mixed, std::nullopt)), 1);
    EXPECT_EQ(std::get<double>(op.call({x, mixed, tw::None{}}).at(1)), 2.0);
  }
  EXPECT_TRUE(error_of([&] { library.record("f", recorder); }).starts_with("[f] "));
  EXPECT_TRUE(error_of([&] { library.record("g", recorder); }).starts_with("[g] "));
  library.define(
      "h(Tensor x) -> int", +[](const Tensor&) { return std::int64_t{0}; });
  EXPECT_TRUE(error_of([&] { library.record("h", recorder); }).starts_with("[h] "));
}

TEST(AutogradTest, GradientsAddUpInATensorOfTheirOwn) {
  const Tensor x = leaf({2}, {3, 5});
  const Tensor cotangent = tensor({2}, {1, 2});

  tw::backward(tw::add(tw::mul(x, x), x), cotangent);
  const Tensor first = tw::grad(x);
  EXPECT_EQ(values(first), (Numbers{7, 22}));
  tw::backward(x, cotangent);
  EXPECT_EQ(values(tw::grad(x)), (Numbers{8, 24}));
  EXPECT_EQ(values(first), (Numbers{7, 22}));
  tw::clear_grad(x);
  EXPECT_FALSE(tw::grad(x).defined());
  tw::backward(x, cotangent);
  EXPECT_FALSE(tw::grad(x).shares_storage_with(cotangent));

  const Tensor a = leaf({2}, {1, 1});
  const Tensor b = leaf({2}, {1, 1});
  tw::backward(tw::add(a, b), cotangent);
  EXPECT_FALSE(tw::grad(a).shares_storage_with(tw::grad(b)));
}

TEST(AutogradTest, ArithmeticHasItsDerivatives) {
  const Tensor a = leaf({2, 2}, {1, 2, 3, 4});
  const Tensor b = leaf({2, 1}, {2, 4});
  const auto left = [&](auto op) { return gradient(a, [&](const Tensor& x) { return op(x, b); }); };
  const auto right = [&](auto op) {
    return gradient(b, [&](const Tensor& x) { return op(a, x); });
  };

  EXPECT_EQ(left(tw::add), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(right(tw::add), (Numbers{3, 7}));
  EXPECT_EQ(right(tw::sub), (Numbers{-3, -7}));
  EXPECT_EQ(left(tw::mul), (Numbers{2, 4, 12, 16}));
  EXPECT_EQ(right(tw::mul), (Numbers{5, 25}));
  EXPECT_EQ(left(tw::div), (Numbers{0.5, 1, 0.75, 1}));
  EXPECT_EQ(right(tw::div), (Numbers{-1.25, -1.5625}));
}

TEST(AutogradTest, DrawnArgumentsOfBroadcastOpsHaveTheirDerivatives) {
  struct Case {
    std::string op;
    std::function<double(double, double)> to_a;
    std::function<double(double, double)> to_b;
  };
  const std::vector<Case> cases = {
      {"add", [](double, double) { return 1.0; }, [](double, double) { return 1.0; }},
      {"sub", [](double, double) { return 1.0; }, [](double, double) { return -1.0; }},
      {"mul", [](double, double b) { return b; }, [](double a, double) { return a; }},
      {"div", [](double, double b) { return 1 / b; }, [](double a, double b) { return -a / b / b; }},
      {"maximum", [](double a, double b) { return a > b ? 1.0 : 0.0; },
       [](double a, double b) { return a < b ? 1.0 : 0.0; }},
      {"minimum", [](double a, double b) { return a < b ? 1.0 : 0.0; },
       [](double a, double b) { return a > b ? 1.0 : 0.0; }}};
  using Sizes = std::vector<std::int64_t>;
  const std::vector<std::pair<Sizes, Sizes>> sizes = {
      {{3, 4}, {3, 4}}, {{2, 1, 3}, {4, 1}}, {{}, {5}}};
  constexpr int kDraws = 3;
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  const auto drawn = [&](tw::IntSpan of, bool positive) {
    const Tensor x = tw::empty_tensor(of, Dtype::f64);
    for (std::int64_t i = 0; i < x.numel(); ++i) {
      const double value = normal(random);
      x.data_as<double>()[i] = positive ? std::abs(value) + 0.1 : value;
    }
    return x;
  };

  for (int draw = 0; draw < kDraws; ++draw) {
    for (const Case& one : cases) {
      for (const auto& [a_sizes, b_sizes] : sizes) {
        const Tensor a = drawn(a_sizes, a_sizes.empty());
        const Tensor b = drawn(b_sizes, true);
        tw::set_requires_grad(a);
        tw::set_requires_grad(b);
        const Tensor y = std::get<Tensor>(tw::call(one.op, {a, b}).at(0));
        const Tensor c = drawn(y.sizes(), false);
        const Tensor shown_a = tw::contiguous(tw::expand(tw::detach(a), y.sizes()));
        const Tensor shown_b = tw::contiguous(tw::expand(tw::detach(b), y.sizes()));
        const Tensor place_a = places(a, y.sizes());
        const Tensor place_b = places(b, y.sizes());
        Numbers to_a(static_cast<std::size_t>(a.numel()), 0.0);
        Numbers to_b(static_cast<std::size_t>(b.numel()), 0.0);
        for (std::int64_t i = 0; i < y.numel(); ++i) {
          const double left = shown_a.data_as<double>()[i];
          const double right = shown_b.data_as<double>()[i];
          const double weight = c.data_as<double>()[i];
          to_a[static_cast<std::size_t>(place_a.data_as<double>()[i])] +=
              weight * one.to_a(left, right);
          to_b[static_cast<std::size_t>(place_b.data_as<double>()[i])] +=
              weight * one.to_b(left, right);
        }
        const std::vector<Tensor> found =
            tw::gradients(std::vector{y}, std::vector{a, b}, std::vector{c}, {.retain_graph = true});
        tw::backward(y, c);
        for (std::size_t i = 0; i < to_a.size(); ++i) {
          const double allowed = 1e-12 * (1 + std::abs(to_a[i]));
          ASSERT_NEAR(values(found[0])[i], to_a[i], allowed) << one.op << draw;
          ASSERT_NEAR(values(tw::grad(a))[i], to_a[i], allowed) << one.op << draw;
        }
        for (std::size_t i = 0; i < to_b.size(); ++i) {
          const double allowed = 1e-12 * (1 + std::abs(to_b[i]));
          ASSERT_NEAR(values(found[1])[i], to_b[i], allowed) << one.op << draw;
          ASSERT_NEAR(values(tw::grad(b))[i], to_b[i], allowed) << one.op << draw;
        }
      }
    }
  }
}

TEST(AutogradTest, EachArgumentsGradientHasItsDtype) {
  const Tensor a = leaf({2}, {1, 2}, Dtype::f16);
  const Tensor b = leaf({}, {3}, Dtype::bf16);
  const Tensor y = tw::mul(tw::mul(a, b), tensor({2}, {2, 2}, Dtype::i64));
  EXPECT_EQ(y.dtype(), Dtype::f32);
  tw::backward(y, tensor({2}, {1, 1}, Dtype::f32));

  EXPECT_EQ(tw::grad(a).dtype(), Dtype::f16);
  EXPECT_EQ(values(tw::grad(a)), (Numbers{6, 6}));
  EXPECT_EQ(tw::grad(b).dtype(), Dtype::bf16);
  EXPECT_EQ(values(tw::grad(b)), (Numbers{6}));
  EXPECT_FALSE(tw::requires_grad(tw::cast(a, Dtype::i32)));
  const Tensor wide = tw::cast(a, Dtype::f32);
  tw::clear_grad(a);
  tw::backward(wide, tensor({2}, {1, 2}, Dtype::f32));
  EXPECT_EQ(tw::grad(a).dtype(), Dtype::f16);
  EXPECT_EQ(values(tw::grad(a)), (Numbers{1, 2}));
}

TEST(AutogradTest, GradientsOfViewsArriveInWhatTheyShow) {
  const Tensor x = leaf({2, 3}, {1, 2, 3, 4, 5, 6});
  const auto of = [&](const std::function<Tensor(const Tensor&)>& f) { return gradient(x, f); };

  EXPECT_EQ(of([](const Tensor& t) { return tw::transpose(t, 0, -1); }),
            (Numbers{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(of([](const Tensor& t) {
              return tw::permute(t, {-1, 0});
            }),
            (Numbers{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(of([](const Tensor& t) { return tw::reshape(tw::transpose(t, 0, 1), {6}); }),
            (Numbers{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(of([](const Tensor& t) {
              return tw::expand(t, {2, -1, 3});
            }),
            (Numbers{8, 10, 12, 14, 16, 18}));
  EXPECT_EQ(of([](const Tensor& t) { return tw::narrow(t, 1, 1, 2); }),
            (Numbers{0, 1, 2, 0, 3, 4}));
  EXPECT_EQ(of([](const Tensor& t) { return tw::slice(t, 1, 0, std::nullopt, 2); }),
            (Numbers{1, 0, 2, 3, 0, 4}));
  EXPECT_EQ(of([](const Tensor& t) { return tw::select(t, 0, -1); }), (Numbers{0, 0, 0, 1, 2, 3}));
  EXPECT_EQ(of([](const Tensor& t) { return tw::squeeze(tw::unsqueeze(t, -1), 2); }),
            (Numbers{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(of([](const Tensor& t) { return tw::contiguous(tw::transpose(t, 0, 1)); }),
            (Numbers{1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(of([](const Tensor& t) { return tw::clone(t); }), (Numbers{1, 2, 3, 4, 5, 6}));
}

TEST(AutogradTest, GradientsOfAsStridedAddUpAndGoThroughTheStorage) {
  const auto windows = [](const Tensor& t) { return tw::as_strided(t, {2, 2}, {1, 1}, 1); };
  EXPECT_EQ(gradient(leaf({2, 2}, {1, 2, 3, 4}), windows), (Numbers{0, 1, 5, 4}));

  const Tensor turned = tw::transpose(tensor({2, 2}, {1, 2, 3, 4}), 0, 1);
  tw::set_requires_grad(turned);
  EXPECT_EQ(gradient(turned, windows), (Numbers{0, 5, 1, 4}));
  const Tensor tail = tw::narrow(tensor({5}, {1, 2, 3, 4, 5}), 0, 2, 2);
  tw::set_requires_grad(tail);
  EXPECT_EQ(gradient(tail, windows), (Numbers{5, 4}));
  // An element that is shown three times gets each gradient once.
  EXPECT_EQ(
      gradient(leaf({1}, {1}),
               [](const Tensor& t) { return tw::as_strided(tw::expand(t, {3}), {2}, {0}, 0); }),
      (Numbers{3}));
  EXPECT_EQ(
      gradient(leaf({2}, {1, 2}), [](const Tensor& t) { return tw::as_strided(t, {0}, {1}, 7); }),
      (Numbers{0, 0}));
}

TEST(AutogradTest, LeavesAreTold) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensor y = tw::mul(x, x);

  EXPECT_TRUE(tw::requires_grad(x) && tw::is_leaf(x));
  EXPECT_TRUE(tw::requires_grad(y) && !tw::is_leaf(y));
  EXPECT_TRUE(tw::requires_grad(tw::narrow(x, 0, 0, 1)));
  EXPECT_EQ(error_of([&] { tw::set_requires_grad(y, false); }),
            "[set_requires_grad] only a leaf can be told");
  EXPECT_EQ(error_of([] { tw::set_requires_grad(tw::empty_tensor({1}, Dtype::i64)); }),
            "[set_requires_grad] dtype i64 has no gradients");
  tw::set_requires_grad(x, false);
  EXPECT_FALSE(tw::requires_grad(x));
  EXPECT_FALSE(tw::requires_grad(tw::mul(x, x)));
  EXPECT_FALSE(tw::requires_grad(Tensor()) || tw::grad(Tensor()).defined());
}

TEST(AutogradTest, GuardsNestAndEndWithTheirScope) {
  const Tensor x = leaf({2}, {1, 2});
  {
    const tw::NoGrad off;
    EXPECT_TRUE(tw::is_leaf(tw::mul(x, x)));
    {
      const tw::EnableGrad on;
      EXPECT_FALSE(tw::is_leaf(tw::mul(x, x)));
    }
    EXPECT_FALSE(tw::requires_grad(tw::narrow(x, 0, 0, 1)));
    std::thread([&] { EXPECT_TRUE(tw::requires_grad(tw::add(x, x))); }).join();
  }
  try {
    const tw::NoGrad off;
    throw std::runtime_error("out");
  } catch (const std::runtime_error&) {
  }
  EXPECT_EQ(error_of([&] { (void)tw::select(x, 0, 9); }),
            "[select] index 9 out of range for size 2");
  EXPECT_TRUE(tw::requires_grad(tw::add(x, x)));
  const Tensor detached = tw::detach(tw::add(x, x));
  EXPECT_TRUE(tw::is_leaf(detached) && !tw::requires_grad(detached));
  EXPECT_TRUE(tw::detach(x).shares_storage_with(x));
}
