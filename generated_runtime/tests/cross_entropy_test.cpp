#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/error.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Doubles = std::vector<double>;
using List = std::vector<std::int64_t>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Dtype kFloats[] = {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};

Tensor tensor(tw::IntSpan sizes, const Doubles& values, Dtype dtype = Dtype::f32) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  EXPECT_EQ(x.numel(), static_cast<std::int64_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<double>()[i] = values[i];
  return tw::cast(x, dtype);
}

Tensor targets(const List& values) {
  const Tensor x = tw::empty_tensor({static_cast<std::int64_t>(values.size())}, Dtype::i64);
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<std::int64_t>()[i] = values[i];
  return x;
}

double value_of(const Tensor& x) {
  EXPECT_EQ(x.rank(), 0);
  return *tw::cast(x, Dtype::f64).data_as<double>();
}

std::string error_of(const Tensor& x, const Tensor& target) {
  try {
    (void)tw::cross_entropy(x, target);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(CrossEntropyTest, IsTheMeanLossOfTheRows) {
  const Tensor x = tensor({2, 2}, {0, 0, 0, std::log(3)}, Dtype::f64);
  EXPECT_DOUBLE_EQ(value_of(tw::cross_entropy(x, targets({0, 0}))),
                   (std::log(2) + std::log(4)) / 2);
  EXPECT_DOUBLE_EQ(value_of(tw::cross_entropy(x, targets({1, 1}))),
                   (std::log(2) + std::log(4.0 / 3)) / 2);
  const auto result = tw::call("cross_entropy", {x, targets({0, 0})});
  EXPECT_DOUBLE_EQ(value_of(std::get<Tensor>(result[0])), (std::log(2) + std::log(4)) / 2);
}

TEST(CrossEntropyTest, TakesEveryFloatDtypeAndKeepsIt) {
  const Doubles values{0.5, -1, 2, 0.25, 3, -2, 1, 1, 0, -4, 0.125, 2};
  const List target{2, 0, 1, 2};
  double loss = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < 3; ++j) sum += std::exp(values[i * 3 + j]);
    loss += std::log(sum) - values[i * 3 + static_cast<std::size_t>(target[i])];
  }
  for (const Dtype dtype : kFloats) {
    const Tensor y = tw::cross_entropy(tensor({4, 3}, values, dtype), targets(target));
    EXPECT_EQ(y.dtype(), dtype);
    // The loss is far from a tie, so that it is rounded in one way only.
    const double exact = value_of(tensor({}, {loss / 4}, dtype));
    EXPECT_NEAR(value_of(y), exact, dtype == Dtype::f64 ? 1e-15 : 0) << tw::name_of(dtype);
  }
}

TEST(CrossEntropyTest, TakesElementsOfAnySize) {
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({2, 2}, {1000, 0, 0, 1000}), targets({1, 1}))), 500);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {-1e300, 1e300}, Dtype::f64), targets({0}))),
            2e300);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {60000, 0}, Dtype::f16), targets({1}))),
            60000);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {0, -kInf}), targets({0}))), 0);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {0, -kInf}), targets({1}))), kInf);
}

TEST(CrossEntropyTest, NanAndInfinityGiveNan) {
  for (const Doubles& row : {Doubles{kNan, 0}, Doubles{0, kNan}, Doubles{kInf, 0}, Doubles{0, kInf},
                             Doubles{-kInf, -kInf}}) {
    const Tensor x = tensor({2, 2}, {0, 0, row[0], row[1]});
    EXPECT_TRUE(std::isnan(value_of(tw::cross_entropy(x, targets({0, 0})))));
  }
}

TEST(CrossEntropyTest, NoRowsGiveNan) {
  for (const Dtype dtype : kFloats) {
    const Tensor y = tw::cross_entropy(tensor({0, 3}, {}, dtype), targets({}));
    EXPECT_EQ(y.dtype(), dtype);
    EXPECT_TRUE(std::isnan(value_of(y)));
  }
  EXPECT_TRUE(std::isnan(value_of(tw::cross_entropy(tensor({0, 0}, {}), targets({})))));
}

TEST(CrossEntropyTest, AddsInDouble) {
  // Each loss is log(2): a sum in float would drift.
  const Tensor x = tw::expand(tensor({1, 1}, {0}), {100000, 2});
  const Tensor target = tw::expand(targets({1}), {100000});
  EXPECT_EQ(value_of(tw::cross_entropy(x, target)), static_cast<double>(std::log(2.0F)));
}

TEST(CrossEntropyTest, AnyStridesGiveTheValueOfACopy) {
  Doubles values;
  for (int i = 0; i < 60; ++i) values.push_back((i * 37 % 61 - 30) / 8.0);
  for (const Dtype dtype : kFloats) {
    const Tensor x = tensor({6, 10}, values, dtype);
    const Tensor turned = tw::transpose(x, 0, 1);
    const Tensor sliced = tw::slice(x, 1, 1, std::nullopt, 3);
    const Tensor many = tw::slice(targets({0, 9, 1, 9, 2, 9, 0, 9, 2, 9, 1, 9, 2, 9, 0, 9, 1, 9, 2}),
                                  0, std::nullopt, std::nullopt, 2);
    EXPECT_EQ(value_of(tw::cross_entropy(turned, many)),
              value_of(tw::cross_entropy(tw::clone(turned), tw::clone(many))));
    const Tensor some = tw::narrow(many, 0, 2, 6);
    const double sliced_loss = value_of(tw::cross_entropy(sliced, some));
    EXPECT_EQ(sliced_loss, value_of(tw::cross_entropy(tw::clone(sliced), tw::clone(some))));
    EXPECT_NE(sliced_loss, value_of(tw::cross_entropy(sliced, targets({0, 0, 0, 0, 0, 0}))));
  }
}

TEST(CrossEntropyTest, BadArgumentsThrow) {
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(error_of(x, targets({0, 1, 2})), "[cross_entropy] sizes [2, 3] and [3] do not match");
  EXPECT_EQ(error_of(x, tw::reshape(targets({0, 1}), {2, 1})),
            "[cross_entropy] sizes [2, 3] and [2, 1] do not match");
  EXPECT_EQ(error_of(tw::reshape(x, {6}), targets({0})),
            "[cross_entropy] sizes [6] and [1] do not match");
  EXPECT_EQ(error_of(tensor({}, {1}), targets({0})), "[cross_entropy] sizes [] and [1] do not match");
  EXPECT_EQ(error_of(x, tensor({3}, {0, 1, 2})), "[cross_entropy] target must be i64, got f32");
  EXPECT_EQ(error_of(tw::cast(x, Dtype::i32), targets({0, 1, 2})),
            "[cross_entropy] dtype i32 is not supported");
  EXPECT_EQ(error_of(x, targets({0, 7})), "[cross_entropy] target 7 out of range for 3 classes");
  EXPECT_EQ(error_of(x, targets({3, 0})), "[cross_entropy] target 3 out of range for 3 classes");
  EXPECT_EQ(error_of(x, targets({0, -1})), "[cross_entropy] target -1 out of range for 3 classes");
  EXPECT_EQ(error_of(tensor({1, 0}, {}), targets({0})),
            "[cross_entropy] target 0 out of range for 0 classes");
  EXPECT_EQ(error_of(Tensor(), targets({0})), "[cross_entropy] the tensor is undefined");
  EXPECT_EQ(error_of(x, Tensor()), "[cross_entropy] the tensor is undefined");
}
