#include <gtest/gtest.h>

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

constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();
constexpr Dtype kFloats[] = {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};

Tensor tensor(tw::IntSpan sizes, const Doubles& values, Dtype dtype = Dtype::f32) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  EXPECT_EQ(x.numel(), static_cast<std::int64_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<double>()[i] = values[i];
  return tw::cast(x, dtype);
}

// Small whole numbers, whose products and sums are exact.
Tensor whole(tw::IntSpan sizes, int seed, Dtype dtype = Dtype::f32) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = static_cast<double>((i * i % 31 + i * 7 + seed) % 11 - 5);
  return tw::cast(x, dtype);
}

Doubles values_of(const Tensor& x) {
  const Tensor wide = tw::cast(x, Dtype::f64);
  return Doubles(wide.data_as<double>(), wide.data_as<double>() + wide.numel());
}

List sizes_of(const Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

// Compares with the definition, for whole numbers.
void expect_linear(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  const Tensor y = tw::linear(x, weight, bias);
  List sizes = sizes_of(x);
  sizes.back() = weight.size(0);
  ASSERT_EQ(sizes_of(y), sizes);
  ASSERT_EQ(y.dtype(), x.dtype());
  ASSERT_TRUE(y.is_contiguous());
  const auto in = static_cast<std::size_t>(weight.size(1));
  const auto out = static_cast<std::size_t>(weight.size(0));
  const Doubles rows = values_of(x);
  const Doubles columns = values_of(weight);
  const Doubles added = bias ? values_of(*bias) : Doubles(out, 0);
  Doubles expected;
  for (std::size_t row = 0; row < static_cast<std::size_t>(y.numel()) / out; ++row) {
    for (std::size_t j = 0; j < out; ++j) {
      double sum = added[j];
      for (std::size_t p = 0; p < in; ++p) sum += rows[row * in + p] * columns[j * in + p];
      expected.push_back(sum);
    }
  }
  ASSERT_EQ(values_of(y), values_of(tensor({y.numel()}, expected, x.dtype())));
}

std::string error_of(const Tensor& x, const Tensor& weight,
                     const std::optional<Tensor>& bias = std::nullopt) {
  try {
    (void)tw::linear(x, weight, bias);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(LinearTest, MultipliesByTheTransposeAndAddsTheBias) {
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor weight = tensor({2, 3}, {1, 0, 1, 0, 2, 0});
  const Tensor bias = tensor({2}, {0.5, -1});
  EXPECT_EQ(values_of(tw::linear(x, weight)), (Doubles{4, 4, 10, 10}));
  EXPECT_EQ(values_of(tw::linear(x, weight, bias)), (Doubles{4.5, 3, 10.5, 9}));
  EXPECT_EQ(values_of(std::get<Tensor>(tw::call("linear", {x, weight})[0])),
            (Doubles{4, 4, 10, 10}));
  EXPECT_EQ(values_of(std::get<Tensor>(tw::call("linear", {x, weight, bias})[0])),
            (Doubles{4.5, 3, 10.5, 9}));
  EXPECT_EQ(values_of(bias), (Doubles{0.5, -1}));
}

TEST(LinearTest, TakesEveryFloatDtypeAndAnyDims) {
  for (const Dtype dtype : kFloats) {
    SCOPED_TRACE(std::string(tw::name_of(dtype)));
    const Tensor bias = whole({5}, 3, dtype);
    expect_linear(whole({4}, 1, dtype), whole({5, 4}, 2, dtype), bias);
    expect_linear(whole({3, 4}, 1, dtype), whole({5, 4}, 2, dtype), std::nullopt);
    expect_linear(whole({2, 1, 3, 4}, 1, dtype), whole({5, 4}, 2, dtype), bias);
    expect_linear(whole({7, 9, 300}, 1, dtype), whole({23, 300}, 2, dtype), whole({23}, 3, dtype));
  }
}

TEST(LinearTest, TakesAnyStrides) {
  for (const Dtype dtype : {Dtype::f32, Dtype::bf16}) {
    const Tensor weight = tw::transpose(whole({4, 5}, 2, dtype), 0, 1);
    const Tensor bias = tw::slice(whole({10}, 3, dtype), 0, 1, std::nullopt, 2);
    expect_linear(tw::permute(whole({4, 3, 2}, 1, dtype), {2, 1, 0}), weight, bias);
    expect_linear(tw::permute(whole({3, 4, 2}, 1, dtype), {2, 0, 1}), weight, bias);
    expect_linear(tw::slice(whole({6, 4, 8}, 1, dtype), 2, 1, std::nullopt, 2), weight, bias);
    expect_linear(tw::expand(whole({2, 1, 4}, 1, dtype), {3, 2, 6, 4}), weight,
                  tw::expand(whole({1}, 3, dtype), {5}));
    expect_linear(tw::as_strided(whole({9}, 1, dtype), {1, 2, 4}, {kHuge, 5, 1}, 0), weight, bias);
  }
}

TEST(LinearTest, NoElements) {
  const Tensor bias = tensor({2}, {3, -4});
  EXPECT_EQ(sizes_of(tw::linear(whole({0, 3}, 0), whole({2, 3}, 0), bias)), (List{0, 2}));
  EXPECT_EQ(sizes_of(tw::linear(whole({4, 3}, 0), whole({0, 3}, 0), whole({0}, 0))), (List{4, 0}));
  EXPECT_EQ(values_of(tw::linear(whole({2, 0}, 0), whole({2, 0}, 0))), Doubles(4, 0));
  const Tensor wild = tw::as_strided(whole({1}, 0), {2, 2, 0}, {kHuge, kHuge, kHuge}, kHuge);
  EXPECT_EQ(values_of(tw::linear(wild, whole({2, 0}, 0), bias)),
            (Doubles{3, -4, 3, -4, 3, -4, 3, -4}));
}

TEST(LinearTest, HalvesAreRoundedAfterTheBias) {
  // 2049 and 257 are no halves: with the bias they are.
  EXPECT_EQ(values_of(tw::linear(tensor({2}, {2048, 1}, Dtype::f16),
                                 tensor({1, 2}, {1, 1}, Dtype::f16), tensor({1}, {1}, Dtype::f16))),
            Doubles{2050});
  EXPECT_EQ(values_of(tw::linear(tensor({2}, {256, 1}, Dtype::bf16),
                                 tensor({1, 2}, {1, 1}, Dtype::bf16),
                                 tensor({1}, {1}, Dtype::bf16))),
            Doubles{258});
}

TEST(LinearTest, BadArgumentsThrow) {
  const Tensor x = whole({2, 3}, 0);
  const Tensor weight = whole({4, 3}, 0);
  EXPECT_EQ(error_of(x, whole({4, 5}, 0)), "[linear] sizes [2, 3] and [4, 5] do not multiply");
  EXPECT_EQ(error_of(x, whole({3}, 0)), "[linear] sizes [2, 3] and [3] do not multiply");
  EXPECT_EQ(error_of(x, whole({1, 4, 3}, 0)), "[linear] sizes [2, 3] and [1, 4, 3] do not multiply");
  EXPECT_EQ(error_of(whole({}, 0), weight), "[linear] sizes [] and [4, 3] do not multiply");
  EXPECT_EQ(error_of(x, weight, whole({3}, 0)), "[linear] bias has sizes [3], needs [4]");
  EXPECT_EQ(error_of(x, weight, whole({1, 4}, 0)), "[linear] bias has sizes [1, 4], needs [4]");
  EXPECT_EQ(error_of(x, weight, whole({}, 0)), "[linear] bias has sizes [], needs [4]");
  EXPECT_EQ(error_of(Tensor(), weight), "[linear] the tensor is undefined");
  EXPECT_EQ(error_of(x, Tensor()), "[linear] the tensor is undefined");
}

TEST(LinearTest, DtypesAreCheckedBeforeSizes) {
  const Tensor x = whole({2, 3}, 0);
  EXPECT_EQ(error_of(x, whole({4, 5}, 0, Dtype::f64)), "[linear] dtypes f32 and f64 differ");
  EXPECT_EQ(error_of(x, whole({4, 5}, 0), whole({4}, 0, Dtype::f16)),
            "[linear] dtypes f32 and f16 differ");
  EXPECT_EQ(error_of(whole({2, 3}, 0, Dtype::i32), whole({4, 5}, 0, Dtype::i32)),
            "[linear] dtype i32 is not supported");
  EXPECT_EQ(error_of(x, whole({4, 5}, 0), whole({3}, 0, Dtype::boolean)),
            "[linear] dtype bool is not supported");
}

TEST(LinearTest, ScatteredRowsOfLargeInputs) {
  const Tensor weight = whole({33, 40}, 2);
  const Tensor bias = whole({33}, 3);
  expect_linear(tw::permute(whole({5, 40, 70}, 1), {2, 0, 1}), weight, bias);
  expect_linear(tw::permute(whole({6, 60, 40}, 1), {1, 0, 2}), weight, bias);
  expect_linear(tw::expand(whole({3, 1, 40}, 1), {3, 7, 40}), weight, bias);
  expect_linear(tw::slice(whole({7, 60, 40}, 1), 1, 1, 55), weight, bias);
}
