#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/ops.h"

namespace {

using List = std::vector<std::int64_t>;
using Floats = std::vector<float>;
using Op = tw::Tensor (*)(const tw::Tensor&);

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

struct Case {
  const char* name;
  Op op;
  double (*exact)(double);
  double ulps;  // 0 for the same bits as the exact value rounded.
};

const Case kCases[] = {
    {"neg", &tw::neg, [](double x) { return -x; }, 0},
    {"abs", &tw::abs, [](double x) { return std::fabs(x); }, 0},
    {"sqrt", &tw::sqrt, [](double x) { return std::sqrt(x); }, 0},
    {"relu", &tw::relu, [](double x) { return x > 0 || std::isnan(x) ? x : 0.0; }, 0},
    {"exp", &tw::exp, [](double x) { return std::exp(x); }, 4},
    {"log", &tw::log, [](double x) { return std::log(x); }, 4},
    {"tanh", &tw::tanh, [](double x) { return std::tanh(x); }, 4},
    {"sigmoid", &tw::sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }, 4},
};

tw::Tensor tensor(const Floats& values) {
  const tw::Tensor x = tw::empty_tensor({static_cast<std::int64_t>(values.size())});
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<float>()[i] = values[i];
  return x;
}

Floats values_of(const tw::Tensor& x) {
  return Floats(x.data_as<float>(), x.data_as<float>() + x.numel());
}

// The i-th element in row-major order.
float element(const tw::Tensor& x, std::int64_t i) {
  std::int64_t place = 0;
  for (int dim = x.rank() - 1; dim >= 0; --dim) {
    place += i % x.size(dim) * x.stride(dim);
    i /= x.size(dim);
  }
  return x.data_as<float>()[place];
}

bool near(float got, double exact, double ulps) {
  if (std::isnan(exact)) return std::isnan(got);
  const auto rounded = static_cast<float>(exact);
  if (ulps == 0 || std::isinf(rounded) || rounded == 0)
    return std::bit_cast<std::uint32_t>(got) == std::bit_cast<std::uint32_t>(rounded);
  const float size = std::fabs(rounded);
  const double ulp = static_cast<double>(size) - static_cast<double>(std::nextafter(size, 0.0F));
  return std::fabs(static_cast<double>(got) - exact) <= ulps * ulp;
}

void expect_all(const tw::Tensor& x) {
  for (const Case& one : kCases) {
    const tw::Tensor result = one.op(x);
    ASSERT_EQ(List(result.sizes().begin(), result.sizes().end()),
              List(x.sizes().begin(), x.sizes().end()));
    EXPECT_TRUE(result.is_contiguous());
    EXPECT_FALSE(result.shares_storage_with(x));
    for (std::int64_t i = 0; i < result.numel(); ++i) {
      const float given = element(x, i);
      const float got = result.data_as<float>()[i];
      EXPECT_TRUE(near(got, one.exact(given), one.ulps))
          << one.name << "(" << given << ") gave " << got << " at " << i;
    }
  }
}

tw::Tensor counted(tw::IntSpan sizes) {
  const tw::Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = 0.13F * static_cast<float>(i) - 2.0F;
  return x;
}

}  // namespace

TEST(UnaryTest, IsAccurateOverTheWholeRange) {
  Floats values;
  for (float x = 1e-44F; x < 1e38F; x *= 1.37F) {
    values.push_back(x);
    values.push_back(-x);
  }
  for (int i = -2100; i <= 2100; ++i) values.push_back(static_cast<float>(i) / 21.0F);
  for (int i = -100; i <= 100; ++i) values.push_back(1.0F + static_cast<float>(i) * 1e-6F);
  expect_all(tensor(values));
}

TEST(UnaryTest, FollowsIeeeAtSpecialValues) {
  expect_all(tensor({0.0F, -0.0F, 1, -1, kInf, -kInf, kNan, -kNan, 1e-45F, -1e-45F, 3.4e38F, -3.4e38F,
                     89, -104, 88.7F, -87.3F, 20, -20}));
  EXPECT_EQ(values_of(tw::exp(tensor({-kInf, kInf, 0}))), (Floats{0, kInf, 1}));
  EXPECT_EQ(values_of(tw::log(tensor({0, kInf, 1}))), (Floats{-kInf, kInf, 0}));
  EXPECT_TRUE(std::isnan(values_of(tw::log(tensor({-1})))[0]));
  EXPECT_TRUE(std::isnan(values_of(tw::sqrt(tensor({-1})))[0]));
  EXPECT_EQ(values_of(tw::sigmoid(tensor({kInf, -kInf, 0}))), (Floats{1, 0, 0.5F}));
  EXPECT_NEAR(values_of(tw::sigmoid(tensor({-90})))[0], 8.194e-40, 1e-42);
  EXPECT_EQ(values_of(tw::tanh(tensor({1e-8F}))), Floats{1e-8F});
  EXPECT_FALSE(std::signbit(values_of(tw::relu(tensor({-0.0F})))[0]));
}

TEST(UnaryTest, TakesAnyStrides) {
  const tw::Tensor x = counted({6, 8});
  const Floats before = values_of(x);
  expect_all(x);
  expect_all(tw::transpose(x, 0, 1));
  expect_all(tw::slice(x, 1, 1, std::nullopt, 3));
  expect_all(tw::narrow(x, 1, 2, 5));
  expect_all(tw::as_strided(x, {4, 3, 5}, {2, 1, 1}, 3));
  expect_all(tw::expand(counted({3, 1}), {2, 3, 4}));
  expect_all(tw::permute(counted({2, 3, 4}), {1, 2, 0}));
  expect_all(tw::select(tw::select(x, 0, 2), 0, 5));
  expect_all(counted({3, 0, 2}));
  EXPECT_EQ(values_of(x), before);
}

TEST(UnaryTest, RefusesOtherDtypes) {
  const tw::Tensor x = tw::empty_tensor({2}, tw::Dtype::i32);
  for (const Case& one : kCases) {
    std::string message = "nothing was thrown";
    try {
      (void)one.op(x);
    } catch (const tw::Error& error) {
      message = error.what();
    }
    EXPECT_EQ(message, std::string("[") + one.name + "] dtype i32 is not supported");
  }
}

TEST(UnaryTest, RefusesNoTensor) {
  for (const Case& one : kCases) EXPECT_THROW((void)one.op(tw::Tensor()), tw::Error) << one.name;
}

TEST(UnaryTest, IsCalledByName) {
  const tw::Tensor x = tensor({0.25F});
  for (const Case& one : kCases) {
    const auto op = tw::find_op(one.name).typed<tw::Tensor(const tw::Tensor&)>();
    EXPECT_EQ(values_of(std::get<tw::Tensor>(tw::call(one.name, {x}).at(0))), values_of(op(x)));
    EXPECT_EQ(values_of(one.op(x)), values_of(op(x))) << one.name;
  }
}
