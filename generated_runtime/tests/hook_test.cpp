#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tw/autograd.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;

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
  return {x.data_as<double>(), x.data_as<double>() + x.numel()};
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

TEST(HookTest, SeesTheWholeGradientOnce) {
  const Tensor x = leaf({1, 2});
  const Tensor h = tw::mul(x, tensor({2, 2}));
  std::vector<Numbers> seen;
  tw::add_hook(x, [&](const Tensor& g) {
    EXPECT_FALSE(tw::grad(x).defined());
    seen.push_back(values(g));
    return Tensor();
  });
  tw::add_hook(h, [&](const Tensor& g) {
    seen.push_back(values(g));
    return Tensor();
  });

  tw::backward(tw::add(tw::mul(h, h), tw::add(h, x)), tensor({1, 1}));

  EXPECT_EQ(seen, (std::vector<Numbers>{{5, 9}, {11, 19}}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{11, 19}));
}

TEST(HookTest, RunInTheirOrderAndMayReplace) {
  const Tensor x = leaf({1, 2});
  const Tensor kept = tensor({7, 7});
  tw::add_hook(x, [](const Tensor& g) { return tw::add(g, g); });
  const std::uint64_t number = tw::add_hook(x, [](const Tensor& g) {
    return tw::add(g, tensor({1, 1}));
  });
  const Tensor y = tw::mul(x, x);

  tw::backward(y, tensor({1, 1}), {.retain_graph = true});
  EXPECT_EQ(values(tw::grad(x)), (Numbers{5, 9}));
  const std::vector<Tensor> xs{x};
  const std::vector<Tensor> ys{y};
  EXPECT_EQ(
      values(tw::gradients(ys, xs, std::vector<Tensor>{tensor({1, 1})}, {.retain_graph = true})[0]),
      (Numbers{5, 9}));
  tw::clear_grad(x);
  tw::remove_hook(x, number);
  tw::remove_hook(x, number + 1000000);
  tw::add_hook(x, [&](const Tensor& g) {
    EXPECT_EQ(values(g), (Numbers{4, 8}));
    return kept;
  });
  tw::backward(y, tensor({1, 1}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{7, 7}));
  EXPECT_FALSE(tw::grad(x).shares_storage_with(kept));
}

TEST(HookTest, WhatIsRefused) {
  const Tensor x = leaf({1, 2});
  const auto nothing = [](const Tensor&) { return Tensor(); };

  EXPECT_EQ(error_of([&] { tw::add_hook(tensor({1}), nothing); }),
            "[add_hook] the tensor requires no gradient");
  tw::remove_hook(tensor({1}), 1);
  tw::add_hook(x, [](const Tensor&) { return tensor({1, 2, 3}); });
  EXPECT_EQ(error_of([&] {
              tw::backward(x, tensor({1, 1}));
            }),
            "[backward] a hook returned f64 [3], needs f64 [2]");
  EXPECT_FALSE(tw::grad(x).defined());
}
