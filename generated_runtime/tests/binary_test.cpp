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
  const tw::Tensor i = tw::empty_tensor({2, 4}, tw::Dtype::i32);
  const tw::Tensor d = tw::empty_tensor({2, 4}, tw::Dtype::f64);
  const tw::Tensor other = tw::empty_tensor({2, 3}, tw::Dtype::i32);
  EXPECT_EQ(message_of([&] { return tw::add(f, drawn({2, 4}, 1)); }),
            "[add] sizes [2, 3] and [2, 4] do not broadcast");
  EXPECT_EQ(message_of([&] { return tw::sub(i, other); }), "[sub] dtype i32 is not supported");
  EXPECT_EQ(message_of([&] { return tw::mul(f, d); }), "[mul] dtypes f32 and f64 differ");
  EXPECT_EQ(message_of([&] { return tw::div(i, f); }), "[div] dtypes i32 and f32 differ");
  EXPECT_EQ(message_of([&] { return tw::maximum(d, d); }), "[maximum] dtype f64 is not supported");
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
