#include <gtest/gtest.h>

#include <algorithm>
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

// What backward says when one of the two was changed after y was computed.
std::string changed(const std::function<Tensor(const Tensor& x)>& function, bool result) {
  const Tensor x = leaf({0.5, 2});
  const Tensor y = function(x);
  {
    const tw::NoGrad guard;
    tw::mul_(result ? y : x, tensor({3, 3}));
  }
  return error_of([&] { tw::backward(y, tensor({1, 1})); });
}

}  // namespace

// On a leaf, that is; on a tensor that was computed each is.
TEST(GuardTest, NoOpInPlaceIsRecorded) {
  const Tensor plain = tensor({1, 2});
  const std::vector<std::pair<std::string, std::function<void(const Tensor& x)>>> ops = {
      {"add_", [&](const Tensor& x) { tw::add_(x, plain); }},
      {"sub_", [&](const Tensor& x) { tw::sub_(x, plain); }},
      {"mul_", [&](const Tensor& x) { tw::mul_(x, plain); }},
      {"div_", [&](const Tensor& x) { tw::div_(x, plain); }},
      {"copy_", [&](const Tensor& x) { tw::copy_(x, plain); }},
      {"fill_", [&](const Tensor& x) { tw::fill_(x, 1); }},
      {"relu_", [&](const Tensor& x) { tw::relu_(x); }},
      {"clamp_", [&](const Tensor& x) { tw::clamp_(x, 0.0, 1.0); }},
  };
  for (const auto& [name, op] : ops) {
    const Tensor x = leaf({3, 4});
    const auto version = x.version();
    std::string wanted = "[";
    wanted += name;
    wanted += "] a leaf that requires its gradient cannot be changed in place; use NoGrad";
    EXPECT_EQ(error_of([&, run = op] { run(x); }), wanted);
    EXPECT_EQ(error_of([&, run = op] { run(tw::narrow(x, 0, 0, 2)); }), wanted);
    EXPECT_EQ(values(x), (Numbers{3, 4}));
    EXPECT_EQ(values(plain), (Numbers{1, 2}));
    EXPECT_EQ(x.version(), version);
    const Tensor computed = tw::exp(x);
    EXPECT_EQ(error_of([&, run = op] { run(computed); }), "no error");
    EXPECT_EQ(computed.version(), version + 1);
    EXPECT_TRUE(tw::requires_grad(computed) && !tw::is_leaf(computed));
  }
}

TEST(GuardTest, WhatRequiresNoGradientChangesInPlace) {
  const Tensor x = leaf({1, 2});
  {
    const tw::NoGrad guard;
    tw::add_(x, tensor({1, 1}));
  }
  EXPECT_EQ(values(x), (Numbers{2, 3}));
  tw::add_(tw::detach(x), tensor({1, 1}));
  EXPECT_EQ(values(x), (Numbers{3, 4}));
  tw::set_requires_grad(x, false);  // It keeps its attachment.
  const Tensor same = tw::clamp_(tw::relu_(tw::fill_(tw::copy_(x, tensor({5, 6})), 7)), 0.0, 6.5);
  EXPECT_EQ(values(x), (Numbers{6.5, 6.5}));
  EXPECT_EQ(same.data(), x.data());
  tw::div_(tw::mul_(tw::sub_(x, x), x), tensor({1, 1}));
  EXPECT_EQ(values(x), (Numbers{0, 0}));
}

TEST(GuardTest, ViewsOfWhatRequiresNoneAreNotRecorded) {
  const Tensor b = leaf({3});
  const Tensor plain = tensor({1, 2, 3, 4});
  const Tensor part = tw::narrow(plain, 0, 0, 2);
  const std::string text =
      "a view of a tensor that requires no gradient cannot be recorded in place";
  EXPECT_EQ(error_of([&] { tw::add_(part, b); }), "[add_] " + text);
  EXPECT_EQ(error_of([&] { tw::copy_(part, b); }), "[copy_] " + text);
  EXPECT_EQ(values(plain), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(plain.version(), 0U);
  tw::add_(part, tensor({1}));
  {
    const tw::NoGrad guard;
    tw::mul_(part, b);
  }
  EXPECT_EQ(values(plain), (Numbers{6, 9, 3, 4}));
  EXPECT_FALSE(tw::requires_grad(part) || tw::requires_grad(plain));
  // Shows all elements.
  const Tensor square = tw::transpose(tw::reshape(plain, {2, 2}), 0, 1);
  tw::mul_(square, b);
  tw::backward(tw::sum(square));
  EXPECT_EQ(values(tw::grad(b)), (Numbers{22}));
}

TEST(GuardTest, WhatWasSavedMustNotChange) {
  const auto message = [](const std::string& op) {
    std::string text = "[backward] a tensor saved by ";
    text += op;
    return text += " was changed in place";
  };
  using Op = Tensor (*)(const Tensor& x);
  for (const auto& [name, op] : {std::pair<const char*, Op>{"exp", &tw::exp},
                                 {"tanh", &tw::tanh},
                                 {"sigmoid", &tw::sigmoid},
                                 {"sqrt", &tw::sqrt}}) {
    EXPECT_EQ(changed(op, true), message(name));
    EXPECT_EQ(changed(op, false), "no error");
  }
  for (const auto& [name, op] : {std::pair<const char*, Op>{"log", &tw::log},
                                 {"square", &tw::square},
                                 {"gelu", &tw::gelu},
                                 {"relu", &tw::relu}}) {
    EXPECT_EQ(changed(op, false), message(name));
    EXPECT_EQ(changed(op, true), "no error");
  }
  const auto larger = [](const Tensor& x) { return tw::maximum(x, tensor({1, 1})); };
  EXPECT_EQ(changed(larger, false), message("maximum"));
  const auto clamped = [](const Tensor& x) { return tw::clamp(x, 0.0, 1.0); };
  EXPECT_EQ(changed(clamped, false), message("clamp"));
  EXPECT_EQ(changed(&tw::neg, false), "no error");
  EXPECT_EQ(changed(&tw::neg, true), "no error");
}

TEST(GuardTest, AConditionMustNotChangeAndItsSidesMay) {
  const Tensor condition = tw::full({2}, 1, Dtype::boolean);
  const Tensor x = leaf({1, 2});
  const auto y = [&] { return tw::where(condition, x, tensor({3, 4})); };
  const Tensor before = y();
  tw::fill_(condition, 0);
  EXPECT_EQ(error_of([&] { tw::backward(before, tensor({1, 1})); }),
            "[backward] a tensor saved by where was changed in place");
  const Tensor after = y();
  {
    const tw::NoGrad guard;
    tw::fill_(x, 9);
  }
  tw::backward(after, tensor({1, 1}));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{0, 0}));
}
