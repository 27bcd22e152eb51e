#include <gtest/gtest.h>

#include <algorithm>
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
#include "tw/parallel.h"

namespace {

using List = std::vector<std::int64_t>;
using Floats = std::vector<float>;
using Op = tw::Tensor (*)(const tw::Tensor&, const tw::Tensor&);

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

tw::Tensor tensor(tw::IntSpan sizes, const Floats& values) {
  const tw::Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = values.at(static_cast<std::size_t>(i));
  return x;
}

// Values that differ from each other, none of them 0.
tw::Tensor drawn(tw::IntSpan sizes, float scale) {
  const tw::Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = scale * (static_cast<float>(i) + 0.7F) * (i % 3 == 1 ? -1.0F : 1.0F);
  return x;
}

List list_of(tw::IntSpan span) {
  return List(span.begin(), span.end());
}

// The i-th element in row-major order of x, broadcast to `sizes`.
float element(const tw::Tensor& x, const List& sizes, std::int64_t i) {
  std::int64_t place = 0;
  int own = x.rank() - 1;
  for (std::size_t dim = sizes.size(); dim-- > 0; --own) {
    if (own >= 0 && x.size(own) != 1) place += i % sizes[dim] * x.stride(own);
    i /= sizes[dim];
  }
  return x.data_as<float>()[place];
}

// The same bits, or both NaN.
bool same(float a, float b) {
  if (std::isnan(a)) return std::isnan(b);
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

Floats values_of(const tw::Tensor& x) {
  return Floats(x.data_as<float>(), x.data_as<float>() + x.numel());
}

// Of any dtype, where doubles hold the values.
using Doubles = std::vector<double>;

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

tw::Tensor counted(tw::Dtype dtype, tw::IntSpan sizes) {
  return numbers(dtype, sizes, {1, 2, 3, 2, 0, 3, 1});
}

template <class T>
tw::Tensor exactly(tw::Dtype dtype, const std::vector<T>& values) {
  const tw::Tensor x = tw::empty_tensor({static_cast<std::int64_t>(values.size())}, dtype);
  std::copy(values.begin(), values.end(), x.data_as<T>());
  return x;
}

template <class T>
std::vector<T> exact_values_of(const tw::Tensor& x) {
  return std::vector<T>(x.data_as<T>(), x.data_as<T>() + x.numel());
}

// The largest number of n bits twice is -2 modulo 2^n, and its square 1, with a sign or not.
template <class T>
void expect_wraps(tw::Dtype dtype) {
  constexpr T kMin = std::numeric_limits<T>::min();
  constexpr T kMax = std::numeric_limits<T>::max();
  const tw::Tensor a = exactly<T>(dtype, {kMax, kMin, kMax, kMin, 7});
  const tw::Tensor b = exactly<T>(dtype, {1, static_cast<T>(-1), kMax, kMin, 3});
  const std::vector<T> sums = {kMin, kMax, static_cast<T>(-2), 0, 10};
  EXPECT_EQ(exact_values_of<T>(tw::add(a, b)), sums) << tw::name_of(dtype);
  const std::vector<T> differences = {static_cast<T>(kMax - 1), static_cast<T>(kMin + 1), 0, 0, 4};
  EXPECT_EQ(exact_values_of<T>(tw::sub(a, b)), differences) << tw::name_of(dtype);
  const std::vector<T> products = {kMax, kMin, 1, 0, 21};
  EXPECT_EQ(exact_values_of<T>(tw::mul(a, b)), products) << tw::name_of(dtype);
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

// All six against plain float arithmetic, element by element.
void expect_all(const tw::Tensor& a, const tw::Tensor& b, const List& sizes) {
  struct Case {
    const char* name;
    Op op;
    float (*expected)(float, float);
  };
  const Case cases[] = {
      {"add", &tw::add, [](float x, float y) { return x + y; }},
      {"sub", &tw::sub, [](float x, float y) { return x - y; }},
      {"mul", &tw::mul, [](float x, float y) { return x * y; }},
      {"div", &tw::div, [](float x, float y) { return x / y; }},
      {"maximum", &tw::maximum,
       [](float x, float y) { return std::isnan(x) || std::isnan(y) ? kNan : std::fmax(x, y); }},
      {"minimum", &tw::minimum,
       [](float x, float y) { return std::isnan(x) || std::isnan(y) ? kNan : std::fmin(x, y); }},
  };
  for (const Case& one : cases) {
    const tw::Tensor result = one.op(a, b);
    ASSERT_EQ(list_of(result.sizes()), sizes) << one.name;
    EXPECT_TRUE(result.is_contiguous());
    EXPECT_FALSE(result.shares_storage_with(a) || result.shares_storage_with(b));
    for (std::int64_t i = 0; i < result.numel(); ++i) {
      const float x = element(a, sizes, i);
      const float y = element(b, sizes, i);
      const float got = result.data_as<float>()[i];
      const bool either_zero = x == 0 && y == 0 && (one.op == &tw::maximum || one.op == &tw::minimum);
      EXPECT_TRUE(either_zero ? got == 0 : same(got, one.expected(x, y)))
          << one.name << "(" << x << ", " << y << ") gave " << got << " at " << i;
    }
  }
}

}  // namespace

TEST(BinaryTest, BroadcastsAsNumpyDoes) {
  expect_all(drawn({5, 33}, 1), drawn({5, 33}, 0.3F), {5, 33});
  expect_all(drawn({4, 1, 3}, 1), drawn({7, 1}, 0.3F), {4, 7, 3});
  expect_all(drawn({2, 1}, 1), drawn({3}, 0.3F), {2, 3});
  expect_all(drawn({}, 2), drawn({2, 19}, 0.3F), {2, 19});
  expect_all(drawn({2, 19}, 2), drawn({1, 1, 1}, 0.3F), {1, 2, 19});
  expect_all(drawn({2, 3, 1, 5}, 2), drawn({3, 4, 1}, 0.3F), {2, 3, 4, 5});
  expect_all(drawn({}, 2), drawn({}, 3), {});
  expect_all(drawn({0, 3}, 2), drawn({1, 3}, 3), {0, 3});
  expect_all(drawn({2, 1}, 2), drawn({2, 0}, 3), {2, 0});
}

TEST(BinaryTest, TakesAnyStrides) {
  const tw::Tensor x = drawn({6, 8}, 1);
  const tw::Tensor y = drawn({8, 6}, 0.3F);
  const Floats before = values_of(x);
  expect_all(x, tw::transpose(y, 0, 1), {6, 8});
  expect_all(tw::transpose(x, 0, 1), y, {8, 6});
  expect_all(tw::slice(x, 1, 1, std::nullopt, 2),
             tw::slice(tw::transpose(y, 0, 1), 1, 0, 8, 2), {6, 4});
  expect_all(tw::as_strided(x, {4, 3, 5}, {2, 1, 1}, 3), tw::expand(drawn({3, 1}, 2), {4, 3, 5}),
             {4, 3, 5});
  expect_all(tw::expand(drawn({1}, 3), {2, 7}), tw::expand(drawn({1}, 5), {2, 7}), {2, 7});
  expect_all(tw::permute(drawn({2, 3, 4}, 1), {1, 2, 0}), drawn({3, 1, 2}, 2), {3, 4, 2});
  expect_all(x, x, {6, 8});
  EXPECT_EQ(values_of(x), before);
}

TEST(BinaryTest, RoundsCorrectlyAtSpecialValues) {
  const Floats special = {0.0F, -0.0F, 1.0F,    -1.0F,    kInf,  -kInf,   kNan,    1e-45F,
                          -1e-45F, 1e-39F, 1.2e-38F, 3.4e38F, -3.4e38F, 1.0F / 3, 1e-7F, 16777217.0F};
  const auto count = static_cast<std::int64_t>(special.size());
  expect_all(tensor({count, 1}, special), tensor({count}, special), {count, count});
  expect_all(tensor({count}, special), tensor({count}, special), {count});
}

TEST(BinaryTest, RefusesDtypesFirstAndThenSizes) {
  const tw::Tensor f = drawn({2, 3}, 1);
  const tw::Tensor flags = tw::full({2, 4}, 1, tw::Dtype::boolean);
  EXPECT_EQ(message_of([&] { return tw::add(f, drawn({2, 4}, 1)); }),
            "[add] sizes [2, 3] and [2, 4] do not broadcast");
  EXPECT_EQ(message_of([&] { return tw::sub(flags, tw::full({2, 3}, 1, tw::Dtype::boolean)); }),
            "[sub] dtype bool is not supported");
  EXPECT_EQ(message_of([&] { return tw::sub(flags, f); }),
            "[sub] sizes [2, 4] and [2, 3] do not broadcast");
  EXPECT_EQ(message_of([&] { return tw::div(flags, tw::full({3}, 1, tw::Dtype::i64)); }),
            "[div] sizes [2, 4] and [3] do not broadcast");
  EXPECT_EQ(message_of([&] { return tw::minimum(f, drawn({2}, 1)); }),
            "[minimum] sizes [2, 3] and [2] do not broadcast");
  EXPECT_EQ(message_of([&] {
              const tw::Tensor one = drawn({1}, 1);
              return tw::add(tw::expand(one, {std::int64_t{1} << 61}), one);
            }).rfind("[add] ", 0), 0U);
}

TEST(BinaryTest, RefusesNoTensor) {
  const tw::Tensor x = tensor({1}, {6});
  EXPECT_THROW((void)tw::add(x, tw::Tensor()), tw::Error);
  EXPECT_THROW((void)tw::add(tw::Tensor(), x), tw::Error);
}

TEST(BinaryTest, IsCalledByName) {
  for (const char* name : {"add", "sub", "mul", "div", "maximum", "minimum"}) {
    const auto op = tw::find_op(name).typed<tw::Tensor(const tw::Tensor&, const tw::Tensor&)>();
    const tw::Tensor a = tensor({1}, {6});
    const tw::Tensor b = tensor({1}, {3});
    const tw::Tensor boxed = std::get<tw::Tensor>(tw::call(name, {a, b}).at(0));
    EXPECT_EQ(values_of(boxed), values_of(op(a, b))) << name;
  }
  EXPECT_EQ(values_of(tw::sub(tensor({1}, {6}), tensor({1}, {2}))), Floats{4});
}

TEST(BinaryTest, IntegersWrapAround) {
  expect_wraps<std::uint8_t>(tw::Dtype::u8);
  expect_wraps<std::int8_t>(tw::Dtype::i8);
  expect_wraps<std::int16_t>(tw::Dtype::i16);
  expect_wraps<std::int32_t>(tw::Dtype::i32);
  expect_wraps<std::int64_t>(tw::Dtype::i64);
}

TEST(BinaryTest, BoolsAreAddedByOrAndMultipliedByAnd) {
  const tw::Tensor a = numbers(tw::Dtype::boolean, {4}, {0, 0, 1, 1});
  const tw::Tensor b = numbers(tw::Dtype::boolean, {4}, {0, 1, 0, 1});
  for (const Op op : {&tw::add, &tw::mul, &tw::maximum, &tw::minimum})
    EXPECT_EQ(op(a, b).dtype(), tw::Dtype::boolean);
  EXPECT_EQ(exact_values_of<std::uint8_t>(tw::add(a, b)), (std::vector<std::uint8_t>{0, 1, 1, 1}));
  EXPECT_EQ(exact_values_of<std::uint8_t>(tw::mul(a, b)), (std::vector<std::uint8_t>{0, 0, 0, 1}));
  EXPECT_EQ(numbers_of(tw::maximum(a, b)), (Doubles{0, 1, 1, 1}));
  EXPECT_EQ(numbers_of(tw::minimum(a, b)), (Doubles{0, 0, 0, 1}));
  EXPECT_EQ(numbers_of(tw::sub(a, numbers(tw::Dtype::i16, {}, {2}))), (Doubles{-2, -2, -1, -1}));
}

TEST(BinaryTest, WholeNumbersDivideAsFloats) {
  const tw::Tensor quotients = tw::div(numbers(tw::Dtype::i32, {5}, {7, -1, 0, 3, 0}),
                                       numbers(tw::Dtype::i32, {5}, {2, 4, 5, 0, 0}));
  EXPECT_EQ(quotients.dtype(), tw::Dtype::f32);
  const Floats got = values_of(quotients);
  EXPECT_EQ(Floats(got.begin(), got.end() - 1), (Floats{3.5F, -0.25F, 0, kInf}));
  EXPECT_TRUE(std::isnan(got.back()));
  EXPECT_EQ(values_of(tw::div(numbers(tw::Dtype::boolean, {2}, {1, 0}),
                              numbers(tw::Dtype::u8, {2}, {3, 5}))),
            (Floats{1.0F / 3, 0}));
  EXPECT_EQ(tw::div(numbers(tw::Dtype::i64, {1}, {1}), numbers(tw::Dtype::bf16, {1}, {1})).dtype(),
            tw::Dtype::bf16);
}

TEST(BinaryTest, TakesEveryPairOfDtypesAsThePromotedOne) {
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    for (int j = 0; j < tw::kDtypeCount; ++j) {
      const auto left = static_cast<tw::Dtype>(i);
      const auto right = static_cast<tw::Dtype>(j);
      const tw::Dtype dtype = tw::promote(left, right);
      if (dtype == tw::Dtype::boolean) continue;
      struct Case {
        tw::Tensor a;
        tw::Tensor b;
      };
      const Case cases[] = {
          {counted(left, {2, 700}), counted(right, {2, 700})},
          {counted(left, {5, 3}), tw::transpose(counted(right, {3, 5}), 0, 1)},
          {tw::slice(counted(left, {4, 1, 600}), 2, 1, std::nullopt, 2), counted(right, {7, 1})},
          {counted(left, {}), counted(right, {1, 513})},
          {counted(left, {0, 3}), counted(right, {3})},
          {counted(left, {}), counted(right, {})},
      };
      for (const Case& one : cases) {
        const tw::Tensor wide_a = tw::cast(one.a, tw::Dtype::f64);
        const tw::Tensor wide_b = tw::cast(one.b, tw::Dtype::f64);
        for (const Op op : {&tw::add, &tw::mul, &tw::maximum, &tw::minimum}) {
          const tw::Tensor result = op(one.a, one.b);
          EXPECT_EQ(result.dtype(), dtype);
          EXPECT_TRUE(result.is_contiguous());
          EXPECT_EQ(numbers_of(result), numbers_of(op(wide_a, wide_b)))
              << tw::name_of(left) << " with " << tw::name_of(right);
        }
      }
    }
  }
  EXPECT_EQ(numbers_of(tw::add(numbers(tw::Dtype::u8, {3}, {200, 255, 1}),
                               numbers(tw::Dtype::i8, {3}, {100, -128, -2}))),
            (Doubles{300, 127, -1}));
  EXPECT_EQ(numbers_of(tw::add(numbers(tw::Dtype::i32, {2}, {2049, 5}),
                               numbers(tw::Dtype::f16, {2}, {1, 0.5}))),
            (Doubles{2048, 5.5}));
}

TEST(BinaryTest, EveryFloatDtypeIsRoundedOnce) {
  const Doubles special = {0,    1,     -1,     1.0 / 3, 65504, -65504, 2049,  6e-8, -6e-5, 1e-40,
                           3e38, -1e-39, 0.0625, 1.00098, 255,   257,    1e-20, kInf, -kInf, kNan};
  const auto count = static_cast<std::int64_t>(special.size());
  for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32}) {
    const tw::Tensor a = numbers(dtype, {count, 1}, special);
    const tw::Tensor b = numbers(dtype, {count}, special);
    for (const Op op : {&tw::add, &tw::sub, &tw::mul, &tw::div, &tw::maximum, &tw::minimum}) {
      const Doubles got = numbers_of(op(a, b));
      const Doubles expected = numbers_of(
          tw::cast(op(tw::cast(a, tw::Dtype::f64), tw::cast(b, tw::Dtype::f64)), dtype));
      ASSERT_EQ(got.size(), expected.size());
      for (std::size_t i = 0; i < got.size(); ++i)
        EXPECT_TRUE(got[i] == expected[i] || (std::isnan(got[i]) && std::isnan(expected[i])))
            << tw::name_of(dtype) << ": " << got[i] << " for " << expected[i] << " at " << i;
    }
  }
  EXPECT_EQ(numbers_of(tw::div(numbers(tw::Dtype::f64, {1}, {1}), numbers(tw::Dtype::f64, {1}, {3}))),
            Doubles{1.0 / 3});
}

// Sums, products and comparisons of what is split over threads, in one thread and in three.
void expect_large(const tw::Tensor& a, const tw::Tensor& b, const List& sizes) {
  const int before = tw::threads();
  for (const int count : {1, 3}) {
    tw::set_threads(count);
    const tw::Tensor sum = tw::add(a, b);
    const tw::Tensor quotient = tw::div(a, b);
    const tw::Tensor less = tw::lt(a, b);
    EXPECT_EQ(list_of(sum.sizes()), sizes);
    std::int64_t wrong = 0;
    for (std::int64_t i = 0; i < sum.numel(); ++i) {
      const float x = element(a, sizes, i);
      const float y = element(b, sizes, i);
      const bool right = same(sum.data_as<float>()[i], x + y) &&
                         same(quotient.data_as<float>()[i], x / y) &&
                         less.data_as<bool>()[i] == (x < y);
      if (!right) ++wrong;
    }
    EXPECT_EQ(wrong, 0) << tw::to_text(sizes) << " in " << count << " threads";
  }
  tw::set_threads(before);
}

TEST(BinaryTest, LargeTensorsOfEveryLayoutGiveWhatSmallOnesGive) {
  const tw::Tensor row = drawn({700'003}, 0.3F);
  expect_large(row, drawn({700'003}, 0.1F), {700'003});
  expect_large(tw::slice(row, 0, 1, std::nullopt, 1), drawn({}, 9), {700'002});
  expect_large(tw::slice(row, 0, 1, std::nullopt, 2), drawn({350'001}, 9), {350'001});
  const tw::Tensor x = drawn({899, 701}, 0.2F);
  expect_large(x, drawn({701}, 5), {899, 701});
  expect_large(drawn({899, 1}, 7), x, {899, 701});
  expect_large(drawn({899, 1}, 7), drawn({1, 701}, 5), {899, 701});
  expect_large(tw::transpose(x, 0, 1), drawn({701, 899}, 0.1F), {701, 899});
  expect_large(tw::transpose(x, 0, 1), tw::transpose(x, 0, 1), {701, 899});
  const tw::Tensor cube = drawn({61, 97, 103}, 0.2F);
  expect_large(tw::permute(cube, {2, 1, 0}), drawn({97, 1}, 3), {103, 97, 61});
  expect_large(tw::permute(cube, {1, 0, 2}), drawn({61, 103}, 3), {97, 61, 103});
  expect_large(tw::transpose(drawn({150'000, 2, 3}, 1), 1, 2), drawn({2}, 3), {150'000, 3, 2});
}

// With results that go around the caches: of a row, of rows of whole lines, and of others.
TEST(BinaryTest, ResultsThatAreLargerThanTheCachesAreWhole) {
  expect_large(drawn({2'000'037}, 0.3F), drawn({2'000'037}, 0.1F), {2'000'037});
  expect_large(drawn({3000, 1008}, 0.3F), drawn({1008}, 0.1F), {3000, 1008});
  expect_large(drawn({2777, 1001}, 0.3F), drawn({1001}, 0.1F), {2777, 1001});
}
