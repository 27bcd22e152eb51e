#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
using InPlace = Tensor (*)(const Tensor& x, const Tensor& b);

const InPlace kArithmetic[] = {&tw::add_, &tw::sub_, &tw::mul_, &tw::div_};

Tensor tensor(tw::IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

Tensor leaf(tw::IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  Tensor x = tensor(sizes, numbers, dtype);
  tw::set_requires_grad(x);
  return x;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::cast(x, Dtype::f64);
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensor ones(const Tensor& x) {
  return tw::full(x.sizes(), 1.0, x.dtype());
}

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

using Function = std::function<Tensor(const Tensor& x, const Tensor& b)>;

Tensor loss_of(const Function& f, const Tensor& x, const Tensor& b) {
  const Tensor y = f(x, b);
  Numbers weights;
  for (std::int64_t i = 0; i < y.numel(); ++i)
    weights.push_back(0.5 + 0.25 * static_cast<double>(i % 7));
  return tw::sum(tw::mul(y, tensor(y.sizes(), weights)));
}

// Compares the first derivatives of f with differences, and those of a product with the first
// derivatives too, which checks that they are recorded.
void expect_derivative(const Function& f) {
  const Tensor x = leaf({3, 4}, {1.2, 0.7, 0.4, 0.9, 1.6, 0.3, 2.1, 0.5, 0.8, 1.4, 1.1, 0.6});
  const Tensor b = leaf({4}, {1.5, 0.8, 0.75, 1.25});
  const Tensors inputs{x, b};
  const auto first = [&](bool create) {
    return tw::gradients(Tensors{loss_of(f, x, b)}, inputs, {}, {.create_graph = create});
  };
  // The sum of the squares of all first derivatives.
  const auto squares = [&](const Tensors& found) {
    Tensor sum = tw::full({}, 0.0, Dtype::f64);
    for (const Tensor& g : found)
      if (g.defined()) sum = tw::add(sum, tw::sum(tw::mul(g, g)));
    return sum;
  };
  const auto compare = [&](const Tensors& found, const std::function<double()>& value) {
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const Numbers got =
          found[k].defined() ? values(found[k]) : Numbers(values(inputs[k]).size(), 0.0);
      for (std::size_t i = 0; i < got.size(); ++i) {
        double& place = inputs[k].data_as<double>()[i];
        const double before = place;
        place = before + 1e-5;
        const double above = value();
        place = before - 1e-5;
        const double below = value();
        place = before;
        const double wanted = (above - below) / 2e-5;
        EXPECT_NEAR(got[i], wanted, 1e-6 * std::max(1.0, std::fabs(wanted))) << k << " " << i;
      }
    }
  };
  compare(first(false), [&] { return values(loss_of(f, x, b))[0]; });
  const Tensor total = squares(first(true));
  if (tw::requires_grad(total))
    compare(tw::gradients(Tensors{total}, inputs), [&] { return values(squares(first(true)))[0]; });
}

// What is computed from x, with elements of its own.
Tensor computed(const Tensor& x) {
  return tw::mul(x, tw::add(x, tw::full({}, 0.5, x.dtype())));
}

}  // namespace

TEST(InPlaceGradientTest, ArithmeticOnAComputedTensor) {
  for (const InPlace op : kArithmetic) {
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor y = computed(x);
      op(y, b);
      op(y, tw::square(b));
      return tw::mul(y, x);
    });
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor y = computed(x);
      const Tensor before = tw::add(y, b);
      return tw::mul(op(y, tw::exp(b)), before);
    });
  }
}

TEST(InPlaceGradientTest, ThroughViewsAndSeenThroughThem) {
  for (const InPlace op : kArithmetic) {
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor y = computed(x);
      const Tensor row = tw::select(y, 0, 1);
      const Tensor turned = tw::transpose(y, 0, 1);
      op(row, b);
      op(tw::slice(turned, 0, 1, 4, 2), tw::narrow(b, 0, 0, 3));
      return tw::mul(turned, tw::add(tw::transpose(y, 0, 1), tw::reshape(row, {4, 1})));
    });
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor y = computed(x);
      const Tensor part = tw::narrow(tw::unsqueeze(tw::reshape(y, {4, 3}), 1), 0, 1, 2);
      const Tensor windows = tw::as_strided(y, {3, 2}, {3, 2}, 1);
      const Tensor wide = tw::expand(tw::select(y, 0, 0), {3, 4});
      op(part, tw::narrow(b, 0, 0, 3));
      op(y, b);
      op(windows, tw::narrow(b, 0, 2, 2));
      const Tensor more = tw::squeeze(part, 1);
      return tw::mul(tw::sum(tw::mul(more, more)), tw::add(tw::mul(wide, y), tw::sum(windows)));
    });
  }
}

TEST(InPlaceGradientTest, OfItselfAndOfWhatOverlaps) {
  for (const InPlace op : kArithmetic) {
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor y = computed(x);
      op(y, y);
      return tw::mul(y, tw::add(x, b));
    });
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor y = computed(x);
      op(y, tw::select(y, 0, 1));
      return tw::mul(y, tw::add(x, b));
    });
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor y = computed(x);
      op(tw::narrow(y, 0, 1, 2), tw::narrow(y, 0, 0, 2));
      return tw::mul(y, tw::add(x, b));
    });
  }
}

TEST(InPlaceGradientTest, FromWhatRequiresNone) {
  for (const InPlace op : kArithmetic) {
    expect_derivative([op](const Tensor& x, const Tensor& b) {
      const Tensor buffer = tw::full({3, 4}, 2.0, Dtype::f64);
      EXPECT_TRUE(tw::is_leaf(buffer) && !tw::requires_grad(buffer));
      op(buffer, b);
      EXPECT_TRUE(tw::requires_grad(buffer) && !tw::is_leaf(buffer));
      const Tensor turned = tw::transpose(buffer, 0, 1);
      op(tw::select(tw::narrow(buffer, 0, 1, 2), 0, 0), b);
      tw::copy_(tw::select(buffer, 0, 2), tw::select(x, 0, 0));
      // Functions of the buffer and of its view alone.
      return tw::mul(tw::square(turned), tw::sum(tw::square(buffer)));
    });
  }
}

TEST(InPlaceGradientTest, CopiesFillsAndBounds) {
  expect_derivative([](const Tensor& x, const Tensor& b) {
    const Tensor y = computed(x);
    const Tensor turned = tw::transpose(y, 0, 1);
    tw::copy_(tw::select(y, 0, 1), b);
    tw::fill_(tw::narrow(turned, 0, 0, 1), 3.0);
    return tw::mul(y, tw::add(x, y));
  });
  expect_derivative([](const Tensor& x, const Tensor& b) {
    const Tensor y = tw::sub(computed(x), tw::full({}, 1.0, Dtype::f64));
    tw::relu_(y);
    tw::mul_(y, b);
    tw::clamp_(tw::narrow(y, 1, 1, 3), 0.125, 2.0);
    return tw::mul(y, y);
  });
  const Tensor x = leaf({2}, {1, 2});
  const Tensor b = leaf({}, {3});
  const Tensor y = tw::mul(x, x);
  tw::copy_(y, b);
  tw::backward(y, ones(y));
  EXPECT_EQ(values(y), (Numbers{3, 3}));
  EXPECT_FALSE(tw::grad(x).defined());
  EXPECT_EQ(values(tw::grad(b)), (Numbers{2}));
  const Tensor z = tw::mul(x, x);
  tw::fill_(z, 4.0);
  tw::backward(z, ones(z));
  EXPECT_FALSE(tw::grad(x).defined());
}

TEST(InPlaceGradientTest, GradientsHaveTheDtypeOfTheirTensor) {
  const Tensor x = leaf({2}, {1, 2}, Dtype::f16);
  const Tensor b = leaf({}, {1.0 / 3.0});
  const Tensor y = tw::mul(x, tw::full({}, 1.0, Dtype::f16));
  tw::mul_(y, b);
  EXPECT_EQ(y.dtype(), Dtype::f16);
  tw::backward(y, ones(y));
  EXPECT_EQ(tw::grad(x).dtype(), Dtype::f16);
  EXPECT_EQ(values(tw::grad(x)), values(tensor({2}, {1.0 / 3.0, 1.0 / 3.0}, Dtype::f16)));
  EXPECT_EQ(tw::grad(b).dtype(), Dtype::f64);
  EXPECT_EQ(values(tw::grad(b)), (Numbers{3}));
  // Summed before it is rounded to what f16 holds.
  for (const InPlace op : {&tw::add_, &tw::sub_, &tw::mul_, &tw::div_, &tw::copy_}) {
    const Tensor many = tw::full({2049}, 1.0, Dtype::f16);
    const Tensor one = leaf({}, {1});
    op(many, one);
    tw::backward(many, ones(many));
    EXPECT_EQ(std::fabs(values(tw::grad(one))[0]), 2049);
  }
}

TEST(InPlaceGradientTest, LeavesAreRefused) {
  const Tensor x = leaf({2, 2}, {1, 2, 3, 4});
  const std::string text =
      "[add_] a leaf that requires its gradient cannot be changed in place; use NoGrad";
  const Tensor row = tw::select(x, 0, 0);
  EXPECT_EQ(error_of([&] { tw::add_(x, tensor({}, {1})); }), text);
  EXPECT_EQ(error_of([&] { tw::add_(row, tensor({}, {1})); }), text);
  EXPECT_EQ(error_of([&] { tw::add_(tw::narrow(row, 0, 1, 1), tensor({}, {1})); }), text);
  EXPECT_EQ(values(x), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(x.version(), 0U);
  {
    const tw::NoGrad guard;
    tw::add_(row, tensor({}, {1}));
  }
  EXPECT_EQ(values(x), (Numbers{2, 3, 3, 4}));
  tw::backward(row, ones(row));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{1, 1, 0, 0}));
}

TEST(InPlaceGradientTest, WhatWasSavedIsGuarded) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensor three = tensor({}, {3});
  for (const auto& [name, f] :
       {std::pair<std::string, std::function<Tensor(const Tensor&)>>{
            "mul", [](const Tensor& y) { return tw::mul(y, y); }},
        {"exp",
         [](const Tensor& y) {
           Tensor z = tw::exp(y);
           tw::add_(tw::select(z, 0, 1), tensor({}, {1}));
           return z;
         }}}) {
    const Tensor y = tw::neg(x);
    const Tensor z = f(y);
    tw::add_(y, three);
    EXPECT_EQ(error_of([&] { tw::backward(z, ones(z)); }),
              "[backward] a tensor saved by " + name + " was changed in place");
  }
  const Tensor y = tw::neg(x);
  tw::mul_(y, y);
  tw::div_(y, three);
  tw::mul_(y, x);
  tw::fill_(tw::select(y, 0, 0), 1.0);
  EXPECT_EQ(y.version(), 4U);
  tw::backward(y, ones(y));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{0, 4}));
  const Tensor b = tensor({2}, {1, 2});
  const Tensor w = tw::neg(x);
  tw::mul_(w, b);
  tw::fill_(b, 0.0);
  EXPECT_EQ(error_of([&] { tw::backward(w, ones(w)); }),
            "[backward] a tensor saved by mul_ was changed in place");
}

TEST(InPlaceGradientTest, HooksStayWithTheOldValue) {
  const Tensor x = leaf({2, 2}, {1, 2, 3, 4});
  const Tensor y = tw::mul(x, x);
  const Tensor row = tw::select(y, 0, 1);
  std::vector<std::pair<std::string, Numbers>> seen;
  const auto note = [&](const std::string& name) {
    return [&seen, name](const Tensor& g) {
      seen.emplace_back(name, values(g));
      return Tensor();
    };
  };
  tw::add_hook(y, note("old"));
  tw::add_hook(row, note("old row"));
  const tw::TensorImpl* impl = y.impl();
  EXPECT_EQ(tw::mul_(row, tensor({2}, {10, 100})).impl(), row.impl());
  EXPECT_EQ(y.impl(), impl);
  tw::add_hook(row, note("row"));
  tw::add_hook(y, note("new"));
  tw::backward(tw::add(tw::sum(y), tw::sum(row)));
  EXPECT_EQ(seen, (std::vector<std::pair<std::string, Numbers>>{{"row", {1, 1}},
                                                                {"new", {1, 1, 2, 2}},
                                                                {"old row", {20, 200}},
                                                                {"old", {1, 1, 20, 200}}}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{2, 4, 120, 1600}));
}

TEST(InPlaceGradientTest, NothingIsRecordedWithoutNeed) {
  const Tensor x = leaf({2}, {1, 2});
  const Tensor plain = tensor({2}, {1, 1});
  tw::add_(tw::narrow(plain, 0, 0, 1), tensor({}, {1}));
  EXPECT_TRUE(tw::is_leaf(plain) && !tw::requires_grad(plain));
  const Tensor y = tw::neg(x);
  {
    const tw::NoGrad guard;
    tw::mul_(y, x);
    tw::copy_(plain, x);
    EXPECT_FALSE(tw::requires_grad(tw::select(y, 0, 0)));
  }
  EXPECT_FALSE(tw::requires_grad(plain));
  tw::backward(y, ones(y));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{-1, -1}));
  tw::add_(tw::detach(y), plain);
  EXPECT_EQ(values(y), (Numbers{0, -2}));
  // No gradient comes through integers.
  const Tensor whole = tensor({2}, {0, 0}, Dtype::i64);
  tw::copy_(whole, x);
  EXPECT_FALSE(tw::requires_grad(whole));
}

// The first derivative with respect to one tensor alone, and then that with respect to another.
TEST(InPlaceGradientTest, MixedDerivatives) {
  const auto first = [](const Function& f, const Tensor& x, const Tensor& b, bool of_x) {
    const Tensor y = f(x, b);
    return tw::gradients(Tensors{tw::sum(tw::square(y))}, Tensors{of_x ? x : b}, {},
                         {.create_graph = true})[0];
  };
  for (const InPlace op : kArithmetic) {
    const Function functions[] = {
        [op](const Tensor& x, const Tensor& b) { return op(computed(x), b); },
        [op](const Tensor& x, const Tensor& b) {
          const Tensor y = computed(x);
          op(tw::select(y, 0, 1), b);
          return y;
        },
        [op](const Tensor& x, const Tensor& b) {
          const Tensor y = computed(x);
          const Tensor turned = tw::transpose(y, 0, 1);
          op(tw::narrow(tw::select(y, 0, 1), 0, 1, 3), tw::narrow(b, 0, 1, 3));
          return turned;
        }};
    for (const Function& f : functions) {
      for (const bool of_x : {true, false}) {
        const Tensor x = leaf({2, 4}, {1.2, 0.7, 0.4, 0.9, 1.6, 0.3, 2.1, 0.5});
        const Tensor b = leaf({4}, {1.5, 0.8, 0.75, 1.25});
        const Tensor other = of_x ? b : x;
        const Numbers mixed = values(
            tw::gradients(Tensors{tw::sum(first(f, x, b, of_x))}, Tensors{other})[0]);
        tw::backward(tw::sum(first(f, x, b, of_x)));
        EXPECT_EQ(values(tw::grad(other)), mixed);
        for (std::size_t i = 0; i < mixed.size(); ++i) {
          double& place = other.data_as<double>()[i];
          const double before = place;
          place = before + 1e-5;
          const double above = values(tw::sum(first(f, x, b, of_x)))[0];
          place = before - 1e-5;
          const double below = values(tw::sum(first(f, x, b, of_x)))[0];
          place = before;
          EXPECT_NEAR(mixed[i], (above - below) / 2e-5, 1e-5) << i;
        }
      }
    }
  }
}

TEST(InPlaceGradientTest, LongChainsTakeNoDeepStack) {
  constexpr int kCount = 100000;
  const Tensor x = leaf({2}, {1, 2});
  const Tensor y = tw::neg(x);
  const Tensor last = tw::select(y, 0, 1);
  for (int i = 0; i < kCount; ++i) tw::add_(i % 2 == 0 ? y : last, tw::select(x, 0, 0));
  tw::backward(last, ones(last));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{kCount, -1}));
  const Tensor dropped = tw::neg(x);
  for (int i = 0; i < kCount; ++i) tw::add_(dropped, x);
}
