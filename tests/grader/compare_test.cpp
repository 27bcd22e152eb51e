#include "grader/compare.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace wright {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

Tensor tensor(const std::string& dtype, const std::vector<double>& values) {
  Tensor result{dtype, {static_cast<std::int64_t>(values.size())}, "", false};
  for (const double value : values) result.bytes += encoded(dtype, value);
  return result;
}

Tensor exact(const std::string& dtype, const std::vector<double>& values) {
  Tensor result = tensor("f64", values);
  result.dtype = dtype;
  result.wide = true;
  return result;
}

struct Row {
  std::string what;
  std::string dtype;
  double got;
  double want;
  Tolerance tolerance;
  bool is_right;
};

class ElementTest : public ::testing::TestWithParam<Row> {};

TEST_P(ElementTest, IsJudgedByTheRule) {
  const Row& row = GetParam();

  const auto mismatch =
      compare(tensor(row.dtype, {1, row.got}), exact(row.dtype, {1, row.want}), row.tolerance);

  EXPECT_EQ(!mismatch.has_value(), row.is_right)
      << row.what << ": " << (mismatch ? mismatch->message : "equal");
}

const Tolerance kExact{};
const Tolerance kRel{1e-6, {}, {}};
const Tolerance kAbs{{}, 1e-6, {}};
const Tolerance kTwoUlp{{}, {}, 2.0};

INSTANTIATE_TEST_SUITE_P(
    Table, ElementTest,
    ::testing::Values(
        Row{"nan equals nan", "f32", kNan, kNan, kExact, true},
        Row{"nan equals nan with a tolerance", "f32", kNan, kNan, kRel, true},
        Row{"nan is no number", "f32", kNan, 1, kRel, false},
        Row{"a number is no nan", "f32", 1, kNan, kRel, false},
        Row{"zero is no nan", "f32", 0, kNan, kAbs, false},
        Row{"infinities match", "f32", kInf, kInf, kRel, true},
        Row{"signs of infinities differ", "f32", kInf, -kInf, kRel, false},
        Row{"infinity is not large", "f32", kInf, 1e30, kRel, false},
        Row{"large is not infinity", "f32", 3e38, kInf, kRel, false},
        Row{"overflow rounds to infinity", "f32", kInf, 1e300, kExact, true},
        Row{"zeros of either sign are near", "f32", -0.0, 0.0, kRel, true},
        Row{"zeros of either sign are not the same", "f32", -0.0, 0.0, kExact, false},
        Row{"exact means rounded to the dtype", "f32", 0.1F, 0.1, kExact, true},
        Row{"one ulp away is not exact", "f32", std::nextafter(0.1F, 1.0F), 0.1, kExact, false},
        Row{"one ulp away is within two", "f32", std::nextafter(0.1F, 1.0F), 0.1, kTwoUlp, true},
        Row{"1e-5 is not within two ulp", "f32", 1.00001, 1, kTwoUlp, false},
        Row{"relative error passes below", "f32", 1000.0005, 1000, kRel, true},
        Row{"relative error fails above", "f32", 1000.002, 1000, kRel, false},
        Row{"absolute error passes near zero", "f32", 1e-7, 0, kAbs, true},
        Row{"relative error does not help at zero", "f32", 1e-30, 0, kRel, false},
        Row{"denormals have their own ulp", "f32", 1.4e-45, 2.8e-45, kTwoUlp, true},
        Row{"half rounds", "f16", 0.0999755859375, 0.1, kExact, true},
        Row{"half has denormals", "f16", std::ldexp(1.0, -24), std::ldexp(1.0, -24), kExact, true},
        Row{"half overflows", "f16", kInf, 70000, kExact, true},
        Row{"brain float rounds", "bf16", 0.10009765625, 0.1, kExact, true},
        Row{"integers are exact", "i32", 7, 8, kExact, false},
        Row{"integers may have an error", "i32", 7, 8, Tolerance{{}, 1.0, {}}, true}));

TEST(CompareTest, DtypeAndShapeComeBeforeValues) {
  Tensor row = tensor("f32", {1, 2});
  row.sizes = {1, 2};

  EXPECT_EQ(compare(tensor("f64", {1, 2}), tensor("f32", {1, 2}), kRel)->rule, "dtype");
  EXPECT_EQ(compare(row, tensor("f32", {1, 2}), kRel)->rule, "shape");
  EXPECT_EQ(compare(tensor("f32", {}), tensor("f32", {1}), kRel)->rule, "shape");
  EXPECT_EQ(compare(Value(std::int64_t{1}), Value(1.0), kRel)->rule, "kind");
}

TEST(CompareTest, TheWorstElementIsNamed) {
  const Tensor want = exact("f32", {1, 2, 4, 8});

  const auto mismatch = compare(tensor("f32", {1, 2.5, 5.5, 8}), want, kRel);

  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->message,
            "element [2] of f32[4]: got 5.5, want 4 (error 1.5, relative 0.375, 3.15e+06 ulp); "
            "2 of 4 elements are wrong");
}

TEST(CompareTest, LongIntegersAreComparedBitByBit) {
  Tensor got{"i64", {1}, std::string("\1\0\0\0\0\0\0\x40", 8), false};
  Tensor want{"i64", {1}, std::string("\0\0\0\0\0\0\0\x40", 8), false};

  EXPECT_TRUE(compare(got, want, kExact).has_value());
  EXPECT_FALSE(compare(want, want, kExact).has_value());
}

}  // namespace
}  // namespace wright
