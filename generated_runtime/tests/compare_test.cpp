#include <gtest/gtest.h>

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
using Doubles = std::vector<double>;
using Flags = std::vector<std::uint8_t>;
using Op = tw::Tensor (*)(const tw::Tensor&, const tw::Tensor&);

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Comparison {
  const char* name;
  Op op;
  bool (*holds)(double, double);
};

constexpr Comparison kComparisons[] = {
    {"eq", &tw::eq, [](double x, double y) { return x == y; }},
    {"ne", &tw::ne, [](double x, double y) { return x != y; }},
    {"lt", &tw::lt, [](double x, double y) { return x < y; }},
    {"le", &tw::le, [](double x, double y) { return x <= y; }},
    {"gt", &tw::gt, [](double x, double y) { return x > y; }},
    {"ge", &tw::ge, [](double x, double y) { return x >= y; }},
};

tw::Tensor numbers(tw::Dtype dtype, tw::IntSpan sizes, const Doubles& values) {
  const tw::Tensor x = tw::empty_tensor(sizes, tw::Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = values.at(static_cast<std::size_t>(i) % values.size());
  return tw::cast(x, dtype);
}

Doubles numbers_of(const tw::Tensor& x) {
  const tw::Tensor wide = tw::cast(x, tw::Dtype::f64);
  return Doubles(wide.data_as<double>(), wide.data_as<double>() + wide.numel());
}

Flags flags_of(const tw::Tensor& x) {
  EXPECT_EQ(x.dtype(), tw::Dtype::boolean);
  EXPECT_TRUE(x.is_contiguous());
  return Flags(x.data_as<std::uint8_t>(), x.data_as<std::uint8_t>() + x.numel());
}

std::vector<tw::Dtype> all_dtypes() {
  std::vector<tw::Dtype> dtypes;
  for (int i = 0; i < tw::kDtypeCount; ++i) dtypes.push_back(static_cast<tw::Dtype>(i));
  return dtypes;
}

template <class Call>
std::string message_of(Call call) {
  try {
    (void)call();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

// "[name]".
std::string bracketed(const char* name) {
  std::string text = "[";
  text.append(name).append("]");
  return text;
}

// All six against comparisons of doubles, which hold all the values.
void expect_all(const tw::Tensor& a, const tw::Tensor& b, const List& sizes) {
  const Doubles x = numbers_of(tw::expand(a, sizes));
  const Doubles y = numbers_of(tw::expand(b, sizes));
  for (const Comparison& one : kComparisons) {
    const tw::Tensor result = one.op(a, b);
    EXPECT_EQ(List(result.sizes().begin(), result.sizes().end()), sizes);
    Flags expected;
    for (std::size_t i = 0; i < x.size(); ++i) expected.push_back(one.holds(x[i], y[i]) ? 1 : 0);
    EXPECT_EQ(flags_of(result), expected)
        << one.name << " of " << tw::name_of(a.dtype()) << " and " << tw::name_of(b.dtype());
  }
}

}  // namespace

TEST(CompareTest, ComparesEveryPairOfDtypes) {
  const Doubles left = {0, 1, 2, 3, 1, 1};
  const Doubles right = {1, 0, 2, 1, 3};
  for (const tw::Dtype a : all_dtypes()) {
    for (const tw::Dtype b : all_dtypes()) {
      expect_all(numbers(a, {2, 300}, left), numbers(b, {2, 300}, right), {2, 300});
      expect_all(numbers(a, {4, 1, 3}, left), numbers(b, {7, 1}, right), {4, 7, 3});
      expect_all(numbers(a, {}, {1}), numbers(b, {5}, right), {5});
      expect_all(numbers(a, {0, 3}, left), numbers(b, {3}, right), {0, 3});
      expect_all(numbers(a, {}, {1}), numbers(b, {}, {1}), {});
      expect_all(tw::transpose(numbers(a, {5, 3}, left), 0, 1),
                 tw::slice(numbers(b, {3, 10}, right), 1, 1, std::nullopt, 2), {3, 5});
    }
  }
}

TEST(CompareTest, NanIsOnlyUnequal) {
  const Doubles special = {0.0, -0.0, 1, -1, kInf, -kInf, kNan};
  for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32, tw::Dtype::f64})
    expect_all(numbers(dtype, {7, 1}, special), numbers(dtype, {7}, special), {7, 7});
}

TEST(CompareTest, ComparesAsThePromotedDtype) {
  // 2049 as f16 is 2048; 200 as i16 is not -56.
  EXPECT_EQ(flags_of(tw::eq(numbers(tw::Dtype::i32, {1}, {2049}),
                            numbers(tw::Dtype::f16, {1}, {2048}))),
            Flags{1});
  EXPECT_EQ(flags_of(tw::gt(numbers(tw::Dtype::u8, {1}, {200}), numbers(tw::Dtype::i8, {1}, {-56}))),
            Flags{1});
  const tw::Tensor large = tw::empty_tensor({2}, tw::Dtype::i64);
  large.data_as<std::int64_t>()[0] = std::numeric_limits<std::int64_t>::max();
  large.data_as<std::int64_t>()[1] = std::numeric_limits<std::int64_t>::max() - 1;
  EXPECT_EQ(flags_of(tw::lt(tw::select(large, 0, 1), large)), (Flags{1, 0}));
}

TEST(CompareTest, LogicalNotIsTrueWhereXIsZero) {
  for (const tw::Dtype dtype : all_dtypes()) {
    EXPECT_EQ(flags_of(tw::logical_not(numbers(dtype, {4}, {0, 2, 0, 1}))), (Flags{1, 0, 1, 0}));
    EXPECT_EQ(flags_of(tw::logical_not(tw::transpose(numbers(dtype, {2, 3}, {0, 1, 1, 0, 0, 1}), 0, 1))),
              (Flags{1, 1, 0, 1, 0, 0}));
    EXPECT_EQ(flags_of(tw::logical_not(numbers(dtype, {}, {0}))), Flags{1});
    EXPECT_EQ(tw::logical_not(numbers(dtype, {0, 2}, {0})).numel(), 0);
  }
  EXPECT_EQ(flags_of(tw::logical_not(numbers(tw::Dtype::f32, {4}, {-0.0, kNan, 1e-45, kInf}))),
            (Flags{1, 0, 0, 0}));
}

TEST(CompareTest, RefusesSizesThatDoNotBroadcast) {
  const tw::Tensor a = numbers(tw::Dtype::f32, {3}, {1});
  const tw::Tensor b = numbers(tw::Dtype::boolean, {2}, {1});
  for (const Comparison& one : kComparisons) {
    EXPECT_EQ(message_of([&] { return one.op(a, b); }),
              bracketed(one.name) + " sizes [3] and [2] do not broadcast");
    EXPECT_EQ(message_of([&] { return one.op(a, tw::Tensor()); }),
              bracketed(one.name) + " the tensor is undefined");
  }
  EXPECT_EQ(message_of([&] { return tw::logical_not(tw::Tensor()); }),
            "[logical_not] the tensor is undefined");
}

TEST(CompareTest, IsCalledByName) {
  const tw::Tensor a = numbers(tw::Dtype::i8, {3}, {1, 2, 3});
  const tw::Tensor b = numbers(tw::Dtype::f32, {3}, {2, 2, 2});
  for (const Comparison& one : kComparisons)
    EXPECT_EQ(flags_of(std::get<tw::Tensor>(tw::call(one.name, {a, b}).at(0))),
              flags_of(one.op(a, b)));
  EXPECT_EQ(flags_of(std::get<tw::Tensor>(tw::call("logical_not", {a}).at(0))), (Flags{0, 0, 0}));
}
