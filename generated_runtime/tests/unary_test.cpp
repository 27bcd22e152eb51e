#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace {

using List = std::vector<std::int64_t>;
using Floats = std::vector<float>;
using Doubles = std::vector<double>;
using Wide = long double;
using Op = tw::Tensor (*)(const tw::Tensor&);

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

constexpr tw::Dtype kIntegers[] = {tw::Dtype::u8, tw::Dtype::i8, tw::Dtype::i16, tw::Dtype::i32,
                                   tw::Dtype::i64};

struct Case {
  const char* name;
  Op op;
  Wide (*exact)(Wide);
  double ulps;         // In f32; 0 for the same bits as the exact value rounded.
  double double_ulps;  // In f64, where 4500 are less than a relative 1e-12.
  bool takes_bools;    // And gives f32 for integers.
};

const Case kCases[] = {
    {"neg", &tw::neg, [](Wide x) { return -x; }, 0, 0, false},
    {"abs", &tw::abs, [](Wide x) { return std::fabs(x); }, 0, 0, false},
    {"sign", &tw::sign, [](Wide x) { return x > 0 ? Wide{1} : x < 0 ? Wide{-1} : x == 0 ? 0 : x; },
     0, 0, false},
    {"square", &tw::square, [](Wide x) { return x * x; }, 0, 0, false},
    {"relu", &tw::relu, [](Wide x) { return x > 0 || std::isnan(x) ? x : Wide{0}; }, 0, 0, false},
    {"sqrt", &tw::sqrt, [](Wide x) { return std::sqrt(x); }, 0, 0.501, true},
    {"rsqrt", &tw::rsqrt, [](Wide x) { return 1 / std::sqrt(x); }, 4, 4, true},
    {"exp", &tw::exp, [](Wide x) { return std::exp(x); }, 4, 4, true},
    {"expm1", &tw::expm1, [](Wide x) { return std::expm1(x); }, 4, 4, true},
    {"log", &tw::log, [](Wide x) { return std::log(x); }, 4, 4, true},
    {"log1p", &tw::log1p, [](Wide x) { return std::log1p(x); }, 4, 4, true},
    {"sin", &tw::sin, [](Wide x) { return std::sin(x); }, 4, 4, true},
    {"cos", &tw::cos, [](Wide x) { return std::cos(x); }, 4, 4, true},
    {"tanh", &tw::tanh, [](Wide x) { return std::tanh(x); }, 4, 4, true},
    {"sigmoid", &tw::sigmoid, [](Wide x) { return 1 / (1 + std::exp(-x)); }, 4, 4, true},
    {"gelu", &tw::gelu,
     [](Wide x) {
       return std::isinf(x) && x < 0 ? Wide{-0.0} : x * (std::erfc(-x * std::sqrt(Wide{0.5})) / 2);
     },
     8, 4500, true},
    {"gelu_tanh", &tw::gelu_tanh,
     [](Wide x) {
       const Wide u = std::sqrt(2 / std::acos(Wide{-1})) * (x + Wide{0.044715L} * x * x * x);
       return std::isinf(x) && x < 0 ? Wide{-0.0} : x / (1 + std::exp(-2 * u));
     },
     8, 4500, true},
    {"silu", &tw::silu,
     [](Wide x) { return std::isinf(x) && x < 0 ? Wide{-0.0} : x / (1 + std::exp(-x)); }, 8, 8,
     true},
};

tw::Tensor tensor(const Floats& values) {
  const tw::Tensor x = tw::empty_tensor({static_cast<std::int64_t>(values.size())});
  std::copy(values.begin(), values.end(), x.data_as<float>());
  return x;
}

tw::Tensor doubles(const Doubles& values) {
  const tw::Tensor x =
      tw::empty_tensor({static_cast<std::int64_t>(values.size())}, tw::Dtype::f64);
  std::copy(values.begin(), values.end(), x.data_as<double>());
  return x;
}

template <class T>
std::vector<T> elements_of(const tw::Tensor& x) {
  return std::vector<T>(x.data_as<T>(), x.data_as<T>() + x.numel());
}

Floats values_of(const tw::Tensor& x) {
  return elements_of<float>(x);
}

List sizes_of(const tw::Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

// The i-th element in row-major order.
template <class T>
T element(const tw::Tensor& x, std::int64_t i) {
  std::int64_t place = 0;
  for (int dim = x.rank() - 1; dim >= 0; --dim) {
    place += i % x.size(dim) * x.stride(dim);
    i /= x.size(dim);
  }
  return x.data_as<T>()[place];
}

template <class T>
bool near(T got, Wide exact, double ulps) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  if (std::isnan(exact)) return std::isnan(got);
  const auto rounded = static_cast<T>(exact);
  if (ulps == 0 || std::isinf(rounded) || rounded == 0)
    return std::bit_cast<Bits>(got) == std::bit_cast<Bits>(rounded);
  const T size = std::fabs(rounded);
  const Wide ulp = static_cast<Wide>(size) - static_cast<Wide>(std::nextafter(size, T{0}));
  return std::fabs(static_cast<Wide>(got) - exact) <= static_cast<Wide>(ulps) * ulp;
}

// T is float or double, as x is.
template <class T>
void expect_all_as(const tw::Tensor& x) {
  for (const Case& one : kCases) {
    const tw::Tensor result = one.op(x);
    ASSERT_EQ(sizes_of(result), sizes_of(x));
    ASSERT_EQ(result.dtype(), x.dtype());
    EXPECT_TRUE(result.is_contiguous());
    EXPECT_FALSE(result.shares_storage_with(x));
    for (std::int64_t i = 0; i < result.numel(); ++i) {
      const T given = element<T>(x, i);
      const T got = result.data_as<T>()[i];
      EXPECT_TRUE(near(got, one.exact(given), sizeof(T) == 4 ? one.ulps : one.double_ulps))
          << one.name << "(" << given << ") gave " << got << " at " << i;
    }
  }
}

void expect_all(const tw::Tensor& x) {
  expect_all_as<float>(x);
}

tw::Tensor counted(tw::IntSpan sizes) {
  const tw::Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = 0.13F * static_cast<float>(i) - 2.0F;
  return x;
}

// Every 5th of the numbers of two bytes.  Where a function is exact, so is the result; else it is
// at most one unit from the exact value rounded.
void expect_halves(tw::Dtype dtype) {
  const std::int64_t count = 65536 / 5;
  const tw::Tensor x = tw::empty_tensor({count}, dtype);
  for (std::int64_t i = 0; i < count; ++i)
    x.data_as<std::uint16_t>()[i] = static_cast<std::uint16_t>(5 * i);
  const tw::Tensor given = tw::cast(x, tw::Dtype::f64);
  for (const Case& one : kCases) {
    const tw::Tensor result = one.op(x);
    ASSERT_EQ(result.dtype(), dtype);
    const tw::Tensor exact = tw::empty_tensor({count}, tw::Dtype::f64);
    for (std::int64_t i = 0; i < count; ++i)
      exact.data_as<double>()[i] = static_cast<double>(one.exact(given.data_as<double>()[i]));
    const tw::Tensor rounded = tw::cast(exact, dtype);
    for (std::int64_t i = 0; i < count; ++i) {
      const int got = result.data_as<std::uint16_t>()[i];
      const int wanted = rounded.data_as<std::uint16_t>()[i];
      const double value = tw::cast(tw::select(result, 0, i), tw::Dtype::f64).data_as<double>()[0];
      const double wanted_value = exact.data_as<double>()[i];
      EXPECT_TRUE(std::isnan(wanted_value) ? std::isnan(value)
                                           : std::abs(got - wanted) <= (one.ulps == 0 ? 0 : 1))
          << one.name << "(" << given.data_as<double>()[i] << ") gave " << value;
    }
  }
}

template <class T>
void expect_wraps(tw::Dtype dtype) {
  constexpr T kMin = std::numeric_limits<T>::min();
  constexpr T kMax = std::numeric_limits<T>::max();
  const tw::Tensor x = tw::empty_tensor({5}, dtype);
  const std::vector<T> values = {kMin, kMax, 0, 7, static_cast<T>(kMin + 1)};
  std::copy(values.begin(), values.end(), x.data_as<T>());
  const bool is_signed = kMin < 0;
  const T one = 1;
  const T minus_one = static_cast<T>(-1);
  const T minus_seven = static_cast<T>(-7);
  EXPECT_EQ(elements_of<T>(tw::neg(x)),
            (is_signed ? std::vector<T>{kMin, static_cast<T>(kMin + 1), 0, minus_seven, kMax}
                       : std::vector<T>{0, 1, 0, minus_seven, kMax}));
  EXPECT_EQ(elements_of<T>(tw::abs(x)),
            (is_signed ? std::vector<T>{kMin, kMax, 0, 7, kMax} : values));
  EXPECT_EQ(elements_of<T>(tw::sign(x)),
            (is_signed ? std::vector<T>{minus_one, 1, 0, 1, minus_one}
                       : std::vector<T>{0, 1, 0, 1, 1}));
  EXPECT_EQ(elements_of<T>(tw::square(x)), (std::vector<T>{0, one, 0, 49, one}));
  EXPECT_EQ(elements_of<T>(tw::relu(x)),
            (is_signed ? std::vector<T>{0, kMax, 0, 7, 0} : values));
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

TEST(UnaryTest, IsAccurateInDouble) {
  Doubles values = {0.0, -0.0, 1, -1, 1e308, -1e308, 1.7e308, -1.7e308,
                    static_cast<double>(kInf), static_cast<double>(-kInf),
                    static_cast<double>(kNan)};
  for (double x = 1e-300; x < 1e300; x *= 3.7) {
    values.push_back(x);
    values.push_back(-x);
  }
  for (int i = -2100; i <= 2100; ++i) values.push_back(static_cast<double>(i) / 57.0);
  for (int i = -100; i <= 100; ++i) values.push_back(1.0 + static_cast<double>(i) * 1e-12);
  for (int i = 0; i < 200; ++i) values.push_back(-static_cast<double>(i) * 3.5);
  for (const double x : {-708.5, -709.3, -711.0, -714.9, 709.5, -37.5, -37.54, -37.55})
    values.push_back(x);
  expect_all_as<double>(doubles(values));
}

TEST(UnaryTest, RoundsHalvesOnce) {
  expect_halves(tw::Dtype::f16);
  expect_halves(tw::Dtype::bf16);
}

TEST(UnaryTest, IntegersWrapAround) {
  expect_wraps<std::uint8_t>(tw::Dtype::u8);
  expect_wraps<std::int8_t>(tw::Dtype::i8);
  expect_wraps<std::int16_t>(tw::Dtype::i16);
  expect_wraps<std::int32_t>(tw::Dtype::i32);
  expect_wraps<std::int64_t>(tw::Dtype::i64);
}

// More elements than are converted at a time, with and without gaps, and a single one stretched.
TEST(UnaryTest, TakesIntegersAndBoolsAsFloats) {
  const tw::Tensor wide = tw::empty_tensor({3, 700}, tw::Dtype::f64);
  for (std::int64_t i = 0; i < wide.numel(); ++i)
    wide.data_as<double>()[i] = static_cast<double>(i * 7 % 101);
  for (const tw::Dtype dtype : {tw::Dtype::boolean, tw::Dtype::u8, tw::Dtype::i8, tw::Dtype::i16,
                                tw::Dtype::i32, tw::Dtype::i64}) {
    const tw::Tensor x = tw::cast(wide, dtype);
    const tw::Tensor one = tw::narrow(tw::narrow(x, 0, 1, 1), 1, 4, 1);
    for (const tw::Tensor& view : {x, tw::transpose(x, 0, 1), tw::slice(x, 1, 1, std::nullopt, 2),
                                   tw::expand(one, {2, 600}), tw::narrow(x, 0, 0, 0)}) {
      for (const Case& function : kCases) {
        if (!function.takes_bools) continue;
        const tw::Tensor result = function.op(view);
        ASSERT_EQ(result.dtype(), tw::Dtype::f32);
        ASSERT_EQ(sizes_of(result), sizes_of(view));
        EXPECT_EQ(values_of(result), values_of(function.op(tw::cast(view, tw::Dtype::f32))))
            << function.name << " of " << tw::name_of(dtype);
      }
    }
  }
  // 2^24 + 1 is 2^24 in f32.
  EXPECT_EQ(values_of(tw::sqrt(tw::full({1}, 16777217, tw::Dtype::i64))), Floats{4096});
  EXPECT_TRUE(std::isnan(values_of(tw::log(tw::full({1}, -3, tw::Dtype::i8)))[0]));
}

TEST(UnaryTest, FollowsIeeeAtSpecialValues) {
  expect_all(tensor({0.0F, -0.0F, 1, -1, kInf, -kInf, kNan, -kNan, 1e-45F, -1e-45F, 3.4e38F, -3.4e38F,
                     89, -104, 88.7F, -87.3F, 20, -20}));
  EXPECT_EQ(values_of(tw::exp(tensor({-kInf, kInf, 0}))), (Floats{0, kInf, 1}));
  EXPECT_EQ(values_of(tw::log(tensor({0, kInf, 1}))), (Floats{-kInf, kInf, 0}));
  EXPECT_TRUE(std::isnan(values_of(tw::log(tensor({-1})))[0]));
  EXPECT_TRUE(std::isnan(values_of(tw::sqrt(tensor({-1})))[0]));
  EXPECT_TRUE(std::isnan(values_of(tw::sin(tensor({kInf})))[0]));
  EXPECT_EQ(values_of(tw::rsqrt(tensor({0, 4, kInf}))), (Floats{kInf, 0.5F, 0}));
  EXPECT_EQ(values_of(tw::log1p(tensor({-1, kInf}))), (Floats{-kInf, kInf}));
  EXPECT_EQ(values_of(tw::gelu(tensor({-kInf, kInf}))), (Floats{0, kInf}));
  EXPECT_EQ(values_of(tw::gelu_tanh(tensor({-kInf, kInf}))), (Floats{0, kInf}));
  EXPECT_EQ(values_of(tw::silu(tensor({-kInf, kInf}))), (Floats{0, kInf}));
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

// Only bools, and only by functions that keep the dtype.
TEST(UnaryTest, RefusesOtherDtypes) {
  const tw::Tensor x = tw::full({2}, 1, tw::Dtype::boolean);
  for (const Case& one : kCases) {
    std::string message = "nothing was thrown";
    try {
      (void)one.op(x);
    } catch (const tw::Error& error) {
      message = error.what();
    }
    if (one.takes_bools)
      EXPECT_EQ(message, "nothing was thrown") << one.name;
    else
      EXPECT_EQ(message, std::string("[") + one.name + "] dtype bool is not supported");
    for (const tw::Dtype dtype : kIntegers) {
      EXPECT_EQ(one.op(tw::full({2}, 1, dtype)).dtype(), one.takes_bools ? tw::Dtype::f32 : dtype)
          << one.name;
    }
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
