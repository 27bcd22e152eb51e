#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

Tensor tensor(const Numbers& numbers) {
  const Tensor x = tw::empty_tensor({static_cast<std::int64_t>(numbers.size())}, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return x;
}

Tensor leaf(const Numbers& numbers) {
  Tensor x = tensor(numbers);
  tw::set_requires_grad(x);
  return x;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(x);
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

}  // namespace

TEST(GraphTest, WhatBackwardRefuses) {
  const Tensor x = leaf({1, 2, 3});
  const Tensor y = tw::mul(x, x);
  const Tensor rows = tw::expand(x, {2, 3});
  const auto error = [](const Tensor& of, const Tensor& cotangent) {
    return error_of([&] { tw::backward(of, cotangent); });
  };

  EXPECT_EQ(error(tensor({1}), {}), "[backward] the tensor requires no gradient");
  EXPECT_EQ(error(rows, {}), "[backward] a cotangent is needed for sizes [2, 3]");
  EXPECT_EQ(error(y, tensor({1, 2})), "[backward] the cotangent has f64 [2], needs f64 [3]");
  EXPECT_EQ(error(y, tw::cast(x, Dtype::f32)),
            "[backward] the cotangent has f32 [3], needs f64 [3]");
  EXPECT_EQ(error_of([&] { (void)tw::gradients(Tensors{y}, Tensors{x}); }),
            "[gradients] a cotangent is needed for sizes [3]");
  EXPECT_TRUE(error_of([&] {
                (void)tw::gradients(Tensors{y}, Tensors{x}, Tensors{y, y});
              }).starts_with("[gradients] "));
  EXPECT_FALSE(tw::grad(x).defined());
  tw::backward(tw::reshape(tw::narrow(y, 0, 2, 1), {1, 1}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{0, 0, 6}));
}

TEST(GraphTest, AGraphIsFreedUnlessItIsRetained) {
  const Tensor x = leaf({1, 2});
  const Tensor one = tensor({1, 1});
  const Tensor y = tw::mul(x, x);
  const Tensor z = tw::add(y, x);
  const std::string freed = "] the graph was freed; retain_graph keeps it";

  tw::backward(z, one, {.retain_graph = true});
  tw::backward(z, one);
  EXPECT_EQ(values(tw::grad(x)), (Numbers{6, 10}));
  EXPECT_EQ(error_of([&] { tw::backward(z, one); }), "[backward" + freed);
  EXPECT_EQ(error_of([&] { tw::backward(tw::add(y, x), one); }), "[backward" + freed);
  EXPECT_EQ(error_of([&] { (void)tw::gradients(Tensors{z}, Tensors{x}, Tensors{one}); }),
            "[gradients" + freed);
  EXPECT_EQ(values(tw::grad(x)), (Numbers{6, 10}));
  // Only what is on the way counts.
  EXPECT_EQ(values(tw::gradients(Tensors{tw::mul(y, y)}, Tensors{y}, Tensors{one})[0]),
            (Numbers{2, 8}));
}

TEST(GraphTest, ASavedTensorThatWasChangedIsNoticed) {
  const Tensor x = leaf({1, 2});
  const Tensor b = tensor({3, 4});
  const Tensor product = tw::mul(x, b);
  const Tensor sum = tw::add(x, b);
  b.bump_version();

  EXPECT_EQ(error_of([&] {
              tw::backward(product, tensor({1, 1}));
            }),
            "[backward] a tensor saved by mul was changed in place");
  tw::backward(sum, tensor({1, 1}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{1, 1}));
}

TEST(GraphTest, GradientsLeavesEveryGradAsItIs) {
  const Tensor x = leaf({1, 2});
  const Tensor w = leaf({3, 4});
  const Tensor h = tw::mul(x, w);
  const Tensor one = tensor({1, 1});
  const Tensors ys{tw::mul(h, h), h};

  const Tensors found =
      tw::gradients(ys, Tensors{x, h, leaf({1}), tensor({1}), x}, Tensors{one, one});

  EXPECT_EQ(values(found[0]), (Numbers{21, 68}));
  EXPECT_EQ(values(found[1]), (Numbers{7, 17}));
  EXPECT_FALSE(found[2].defined() || found[3].defined());
  EXPECT_EQ(values(found[4]), (Numbers{21, 68}));
  EXPECT_FALSE(found[4].shares_storage_with(found[0]));
  EXPECT_FALSE(tw::requires_grad(found[0]));
  EXPECT_FALSE(tw::grad(x).defined() || tw::grad(w).defined());
  const Tensor same = tw::gradients(Tensors{x}, Tensors{x}, Tensors{one})[0];
  EXPECT_EQ(values(same), (Numbers{1, 1}));
  EXPECT_FALSE(same.shares_storage_with(one));
}

TEST(GraphTest, WithCreateGraphGradientsAreDifferentiatedAgain) {
  const Tensor x = leaf({2, 3});
  const Tensor one = tensor({1, 1});
  const Tensor y = tw::div(tensor({1, 1}), x);  // 1 / x, -1 / x^2, 2 / x^3, -6 / x^4.
  tw::BackwardOptions create{.create_graph = true};

  const Tensor first = tw::gradients(Tensors{y}, Tensors{x}, Tensors{one}, create)[0];
  const Tensor second = tw::gradients(Tensors{first}, Tensors{x}, Tensors{one}, create)[0];
  const Tensor third = tw::gradients(Tensors{second}, Tensors{x}, Tensors{one})[0];

  EXPECT_EQ(values(first)[0], -0.25);
  EXPECT_EQ(values(second)[0], 0.25);
  EXPECT_EQ(values(third)[0], -0.375);
  tw::backward(y, one, create);
  EXPECT_TRUE(tw::requires_grad(tw::grad(x)));
  EXPECT_EQ(values(tw::gradients(Tensors{tw::grad(x)}, Tensors{x}, Tensors{one})[0])[0], 0.25);
}

TEST(GraphTest, DerivativesOfViewsAndSumsAreRecorded) {
  // Of f(x) * w^2 by x and then by w; products with w stretch it, so its gradient is summed.
  const auto mixed = [](const std::function<Tensor(const Tensor&)>& f) {
    const Tensor x = leaf({1, 2, 3, 4});
    const Tensor w = leaf({2});
    const Tensor y = tw::mul(tw::mul(f(x), w), w);
    const Tensor ones = tw::full(y.sizes(), 1.0, Dtype::f64);
    const Tensor by_x =
        tw::gradients(Tensors{y}, Tensors{x}, Tensors{ones}, {.create_graph = true})[0];
    return values(tw::gradients(Tensors{by_x}, Tensors{w}, Tensors{tensor({1, 10, 100, 1000})})[0]);
  };

  // Each element that f shows adds its weight times 2 w.
  EXPECT_EQ(mixed([](const Tensor& x) { return x; }), (Numbers{4444}));
  EXPECT_EQ(mixed([](const Tensor& x) { return tw::narrow(x, 0, 1, 2); }), (Numbers{440}));
  EXPECT_EQ(mixed([](const Tensor& x) { return tw::slice(x, 0, 0, 4, 2); }), (Numbers{404}));
  EXPECT_EQ(mixed([](const Tensor& x) { return tw::select(x, 0, 3); }), (Numbers{4000}));
  EXPECT_EQ(mixed([](const Tensor& x) { return tw::expand(x, {3, 4}); }), (Numbers{13332}));
  EXPECT_EQ(mixed([](const Tensor& x) {
              return tw::as_strided(x, {2, 2}, {1, 1}, 1);
            }),
            (Numbers{4 * 1210}));
  EXPECT_EQ(mixed([](const Tensor& x) {
              return tw::reshape(tw::reshape(x, {2, 2}), {4, 1});
            }),
            (Numbers{4444}));
}

TEST(GraphTest, ALongChainTakesNoDeepStack) {
  constexpr int kCount = 300000;
  const Tensor x = leaf({1, 2});
  const auto chain = [&] {
    Tensor y = x;
    for (int i = 0; i < kCount; ++i)
      y = tw::add(y, x);
    return y;
  };

  tw::backward(chain(), tensor({1, 1}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{kCount + 1, kCount + 1}));
  (void)chain();  // Dropped as it is.
}

TEST(GraphTest, ThreadsLoseNoGradientOfASharedLeaf) {
  const Tensor x = leaf({1, 2});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        tw::backward(tw::mul(x, x), tensor({1, 1}));
    });
  for (std::thread& thread : threads)
    thread.join();

  EXPECT_EQ(values(tw::grad(x)), (Numbers{1600, 3200}));
}

TEST(GraphTest, ALeafMayGoBeforeItsGraph) {
  Tensor x = leaf({1, 2});
  const Tensor w = leaf({3, 4});
  const Tensor y = tw::mul(x, w);
  x = Tensor();

  tw::backward(y, tensor({1, 1}));
  EXPECT_EQ(values(tw::grad(w)), (Numbers{1, 2}));
}
