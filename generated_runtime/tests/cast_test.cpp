#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/ops.h"
#include "tw/parallel.h"

namespace {

using tw::Dtype;
using List = std::vector<std::int64_t>;
using Bits = std::vector<std::uint16_t>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

template <class T>
tw::Tensor tensor(const std::vector<T>& values, Dtype dtype) {
  EXPECT_EQ(sizeof(T), tw::bytes_of(dtype));
  const tw::Tensor x = tw::empty_tensor({static_cast<std::int64_t>(values.size())}, dtype);
  if (!values.empty()) std::memcpy(x.data(), values.data(), values.size() * sizeof(T));
  return x;
}

template <class T>
std::vector<T> values_of(const tw::Tensor& x) {
  EXPECT_EQ(sizeof(T), tw::bytes_of(x.dtype()));
  EXPECT_TRUE(x.is_contiguous());
  std::vector<T> values(static_cast<std::size_t>(x.numel()));
  if (!values.empty()) std::memcpy(values.data(), x.data(), values.size() * sizeof(T));
  return values;
}

template <class To, class From>
std::vector<To> cast(const std::vector<From>& values, Dtype from, Dtype to) {
  const tw::Tensor result = tw::cast(tensor(values, from), to);
  EXPECT_EQ(result.dtype(), to);
  return values_of<To>(result);
}

// A float of two bytes, its bits of mantissa, and what its exponent is counted from.
struct Format {
  Dtype dtype;
  int mantissa;
  int bias;

  [[nodiscard]] std::uint16_t infinity() const {
    return static_cast<std::uint16_t>(0x8000 - (1 << mantissa));
  }
  // Of finite bits without a sign; infinity is the power of two after the largest.
  [[nodiscard]] double value(int bits) const {
    const int exponent = bits >> mantissa;
    const int rest = bits & ((1 << mantissa) - 1);
    if (exponent == 0) return std::ldexp(rest, 1 - bias - mantissa);
    return std::ldexp(rest + (1 << mantissa), exponent - bias - mantissa);
  }
};

constexpr Format kFormats[] = {{Dtype::f16, 10, 15}, {Dtype::bf16, 7, 127}};

// Around the midpoint of each two neighbours, in the type Wide.
template <class Wide>
void expect_nearest_even(const Format& format, Dtype wide) {
  std::vector<Wide> given;
  Bits expected;
  for (int low = 0; low < format.infinity(); ++low) {
    const auto exact = static_cast<Wide>(format.value(low));
    const auto middle = static_cast<Wide>((format.value(low) + format.value(low + 1)) / 2);
    const auto high = static_cast<Wide>(kInf);
    const Wide around[] = {exact, std::nextafter(middle, Wide{0}), middle,
                           std::nextafter(middle, high)};
    const int rounded[] = {low, low, low + low % 2, low + 1};
    for (int i = 0; i < 4; ++i) {
      given.push_back(around[i]);
      expected.push_back(static_cast<std::uint16_t>(rounded[i]));
      given.push_back(-around[i]);
      expected.push_back(static_cast<std::uint16_t>(rounded[i] | 0x8000));
    }
  }
  const Bits got = cast<std::uint16_t>(given, wide, format.dtype);
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(got[i], expected[i]) << tw::name_of(wide) << " " << given[i] << " to "
                                   << tw::name_of(format.dtype);
  }
}

template <class Function>
std::string message_of(Function function) {
  try {
    function();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST(PromoteTest, FollowsTheTable) {
  // A row and a column for each dtype in order.
  const char* const table[] = {"bool u8 i8 i16 i32 i64 f16 bf16 f32 f64 ",
                               "u8 u8 i16 i16 i32 i64 f16 bf16 f32 f64 ",
                               "i8 i16 i8 i16 i32 i64 f16 bf16 f32 f64 ",
                               "i16 i16 i16 i16 i32 i64 f16 bf16 f32 f64 ",
                               "i32 i32 i32 i32 i32 i64 f16 bf16 f32 f64 ",
                               "i64 i64 i64 i64 i64 i64 f16 bf16 f32 f64 ",
                               "f16 f16 f16 f16 f16 f16 f16 f32 f32 f64 ",
                               "bf16 bf16 bf16 bf16 bf16 bf16 f32 bf16 f32 f64 ",
                               "f32 f32 f32 f32 f32 f32 f32 f32 f32 f64 ",
                               "f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 "};
  for (int a = 0; a < tw::kDtypeCount; ++a) {
    std::string row;
    for (int b = 0; b < tw::kDtypeCount; ++b)
      row += std::string(tw::name_of(tw::promote(Dtype(a), Dtype(b)))) + " ";
    EXPECT_EQ(row, table[a]);
  }
}

TEST(CastTest, RoundsToHalvesOnceToNearestEven) {
  for (const Format& format : kFormats) {
    expect_nearest_even<float>(format, Dtype::f32);
    expect_nearest_even<double>(format, Dtype::f64);
  }
}

TEST(CastTest, KeepsInfinitiesAndNan) {
  for (const Format& format : kFormats) {
    const std::uint16_t inf = format.infinity();
    const auto minus_inf = static_cast<std::uint16_t>(inf | 0x8000);
    EXPECT_EQ(cast<std::uint16_t>(std::vector<double>{kInf, -kInf, 1e300, -1e300, 1e-300, 5e-324},
                                  Dtype::f64, format.dtype),
              (Bits{inf, minus_inf, inf, minus_inf, 0, 0}));
    EXPECT_EQ(cast<std::uint16_t>(std::vector<float>{INFINITY, -INFINITY, 3.4028235e38F},
                                  Dtype::f32, format.dtype),
              (Bits{inf, minus_inf, inf}));
    // The NaN whose only bit is the lowest does not become infinity.
    const auto lowest = tw::cast(
        tensor(std::vector<std::uint32_t>{0x7F800001, 0xFF800001}, Dtype::f32), format.dtype);
    const auto wide = tw::cast(
        tensor(std::vector<std::uint64_t>{0x7FF0000000000001, 0xFFFFFFFFFFFFFFFF}, Dtype::f64),
        format.dtype);
    for (const tw::Tensor& nans : {lowest, wide})
      for (const double value : values_of<double>(tw::cast(nans, Dtype::f64)))
        EXPECT_TRUE(std::isnan(value)) << tw::name_of(format.dtype);
  }
}

TEST(CastTest, WidensHalvesExactly) {
  for (const Format& format : kFormats) {
    Bits all(0x10000);
    for (int i = 0; i < 0x10000; ++i) all[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(i);
    const auto floats = cast<float>(all, format.dtype, Dtype::f32);
    const auto doubles = cast<double>(all, format.dtype, Dtype::f64);
    for (int i = 0; i < 0x10000; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const int magnitude = i & 0x7FFF;
      if (magnitude > format.infinity()) {
        ASSERT_TRUE(std::isnan(floats[at]) && std::isnan(doubles[at])) << i;
        continue;
      }
      const double exact = magnitude == format.infinity() ? kInf : format.value(magnitude);
      ASSERT_EQ(doubles[at], i < 0x8000 ? exact : -exact) << i;
      ASSERT_EQ(static_cast<double>(floats[at]), doubles[at]) << i;
      ASSERT_EQ(std::signbit(floats[at]), i >= 0x8000) << i;
      ASSERT_EQ(std::signbit(doubles[at]), i >= 0x8000) << i;
    }
  }
}

TEST(CastTest, RoundsIntegersToFloatsOnce) {
  const std::int64_t large = std::int64_t{1} << 62;
  const std::int64_t tie = large + (large >> 8);  // Between two of bf16, of which `large` is even.
  const std::vector<std::int64_t> given{tie, tie + 1, tie - 1, -tie, -tie - 1, -tie + 1};
  EXPECT_EQ(cast<std::uint16_t>(given, Dtype::i64, Dtype::bf16),
            (Bits{0x5E80, 0x5E81, 0x5E80, 0xDE80, 0xDE81, 0xDE80}));
  EXPECT_EQ(cast<std::uint16_t>(std::vector<std::int64_t>{65519, 65520, -65520, 2049, 0, INT64_MIN},
                                Dtype::i64, Dtype::f16),
            (Bits{0x7BFF, 0x7C00, 0xFC00, 0x6800, 0, 0xFC00}));
  EXPECT_EQ(cast<float>(std::vector<std::int64_t>{16777217, 16777219, INT64_MAX}, Dtype::i64,
                        Dtype::f32),
            (std::vector<float>{16777216, 16777220, 9223372036854775808.0F}));
  EXPECT_EQ(cast<double>(std::vector<std::int64_t>{INT64_MIN, (1LL << 53) + 1}, Dtype::i64,
                         Dtype::f64),
            (std::vector<double>{-9223372036854775808.0, 9007199254740992.0}));
}

TEST(CastTest, KeepsFloatsWithinTheRangeOfIntegers) {
  const std::vector<double> given{kNan, kInf, -kInf, 1e300, -1e300, 1.9, -1.9, -0.5};
  EXPECT_EQ(cast<std::uint8_t>(given, Dtype::f64, Dtype::u8),
            (std::vector<std::uint8_t>{0, 255, 0, 255, 0, 1, 0, 0}));
  EXPECT_EQ(cast<std::int8_t>(given, Dtype::f64, Dtype::i8),
            (std::vector<std::int8_t>{0, 127, -128, 127, -128, 1, -1, 0}));
  EXPECT_EQ(cast<std::int16_t>(given, Dtype::f64, Dtype::i16),
            (std::vector<std::int16_t>{0, 32767, -32768, 32767, -32768, 1, -1, 0}));
  EXPECT_EQ(cast<std::int32_t>(given, Dtype::f64, Dtype::i32),
            (std::vector<std::int32_t>{0, INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN, 1, -1, 0}));
  EXPECT_EQ(cast<std::int64_t>(given, Dtype::f64, Dtype::i64),
            (List{0, INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN, 1, -1, 0}));
  // At the ends of the range.
  EXPECT_EQ(cast<std::int32_t>(std::vector<double>{2147483647.9, 2147483646.9, -2147483648.9,
                                                   -2147483647.9},
                               Dtype::f64, Dtype::i32),
            (std::vector<std::int32_t>{INT32_MAX, 2147483646, INT32_MIN, -2147483647}));
  EXPECT_EQ(cast<std::int32_t>(std::vector<float>{2147483648.0F, 2147483520.0F}, Dtype::f32,
                               Dtype::i32),
            (std::vector<std::int32_t>{INT32_MAX, 2147483520}));
  EXPECT_EQ(cast<std::int64_t>(std::vector<float>{9223372036854775808.0F, 9223371487098961920.0F},
                               Dtype::f32, Dtype::i64),
            (List{INT64_MAX, 9223371487098961920}));
  EXPECT_EQ(cast<std::uint8_t>(std::vector<float>{255.9F, 256, 255}, Dtype::f32, Dtype::u8),
            (std::vector<std::uint8_t>{255, 255, 255}));
  // -2, infinity, NaN, 65504.
  EXPECT_EQ(cast<std::int16_t>(Bits{0xC000, 0x7C00, 0x7E00, 0x7BFF}, Dtype::f16, Dtype::i16),
            (std::vector<std::int16_t>{-2, 32767, 0, 32767}));
}

TEST(CastTest, KeepsTheLowBitsOfIntegers) {
  const List given{-1, 255, 256, 0x123456789ABCDEF0, INT64_MIN};
  EXPECT_EQ(cast<std::uint8_t>(given, Dtype::i64, Dtype::u8),
            (std::vector<std::uint8_t>{255, 255, 0, 0xF0, 0}));
  EXPECT_EQ(cast<std::int8_t>(given, Dtype::i64, Dtype::i8),
            (std::vector<std::int8_t>{-1, -1, 0, -16, 0}));
  EXPECT_EQ(cast<std::int16_t>(given, Dtype::i64, Dtype::i16),
            (std::vector<std::int16_t>{-1, 255, 256, -8464, 0}));
  EXPECT_EQ(cast<std::int32_t>(given, Dtype::i64, Dtype::i32),
            (std::vector<std::int32_t>{-1, 255, 256, -1698898192, 0}));
  EXPECT_EQ(cast<std::int64_t>(std::vector<std::int8_t>{-1, 5}, Dtype::i8, Dtype::i64), (List{-1, 5}));
}

TEST(CastTest, ToBoolIsWhetherItDiffersFromZero) {
  using Bytes = std::vector<std::uint8_t>;
  EXPECT_EQ(cast<std::uint8_t>(std::vector<double>{0, -0.0, 1e-320, kNan, -kInf}, Dtype::f64,
                               Dtype::boolean),
            (Bytes{0, 0, 1, 1, 1}));
  EXPECT_EQ(cast<std::uint8_t>(List{0, 256, -1, INT64_MIN}, Dtype::i64, Dtype::boolean),
            (Bytes{0, 1, 1, 1}));
  for (const Format& format : kFormats)
    EXPECT_EQ(cast<std::uint8_t>(Bits{0, 0x8000, 1, 0x7FFF}, format.dtype, Dtype::boolean),
              (Bytes{0, 0, 1, 1}));
}

// Small numbers are the same in all dtypes, on every way from one to another and with any strides.
TEST(CastTest, TakesEveryPairOfDtypesAndAnyStrides) {
  const tw::Tensor numbers = tensor(List{0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0}, Dtype::i64);
  for (int a = 0; a < tw::kDtypeCount; ++a) {
    const tw::Tensor flat = tw::cast(numbers, Dtype(a));
    const tw::Tensor x = tw::reshape(flat, {3, 4});
    for (int b = 0; b < tw::kDtypeCount; ++b) {
      const auto through = [&](const tw::Tensor& view) {
        const tw::Tensor result = tw::cast(view, Dtype(b));
        EXPECT_EQ(result.dtype(), Dtype(b));
        EXPECT_FALSE(result.shares_storage_with(view));
        EXPECT_EQ(List(result.sizes().begin(), result.sizes().end()),
                  List(view.sizes().begin(), view.sizes().end()));
        EXPECT_TRUE(result.is_contiguous());
        return values_of<std::int64_t>(tw::cast(result, Dtype::i64));
      };
      SCOPED_TRACE(std::string(tw::name_of(Dtype(a))) + " to " + std::string(tw::name_of(Dtype(b))));
      EXPECT_EQ(through(x), (List{0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0}));
      EXPECT_EQ(through(tw::transpose(x, 0, 1)), (List{0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0}));
      EXPECT_EQ(through(tw::slice(x, 1, 1, std::nullopt, 2)), (List{1, 0, 0, 0, 1, 0}));
      EXPECT_EQ(through(tw::expand(tw::narrow(flat, 0, 2, 2), {2, 2})), (List{1, 0, 1, 0}));
      EXPECT_EQ(through(tw::expand(tw::narrow(x, 1, 0, 1), {3, 2})), (List{0, 0, 1, 1, 1, 1}));
      EXPECT_EQ(through(tw::select(flat, 0, 4)), List{1});
      EXPECT_EQ(through(tw::narrow(x, 0, 3, 0)), List{});
    }
  }
}

TEST(CastTest, RefusesNoTensor) {
  EXPECT_EQ(message_of([] { (void)tw::cast(tw::Tensor(), Dtype::f32); }),
            "[cast] the tensor is undefined");
}

TEST(CastTest, IsCalledByNameWithTheNameOfADtype) {
  const tw::Tensor x = tensor(std::vector<double>{2.75}, Dtype::f64);
  const auto result = tw::call("cast", {x, std::string("i16")});
  EXPECT_EQ(values_of<std::int16_t>(std::get<tw::Tensor>(result.at(0))),
            std::vector<std::int16_t>{2});
  EXPECT_EQ(message_of([&] { (void)tw::call("cast", {x, std::string("f8")}); }).substr(0, 6), "[cast]");
}

TEST(FullTest, ConvertsItsValue) {
  const tw::Tensor x = tw::full({2, 3}, 0.1);
  EXPECT_EQ(List(x.sizes().begin(), x.sizes().end()), (List{2, 3}));
  EXPECT_EQ(x.dtype(), Dtype::f32);
  EXPECT_EQ(values_of<float>(x), std::vector<float>(6, 0.1F));
  EXPECT_EQ(values_of<double>(tw::full({2}, 0.1, Dtype::f64)), std::vector<double>(2, 0.1));
  EXPECT_EQ(values_of<std::uint8_t>(tw::full({2}, kNan, Dtype::boolean)),
            (std::vector<std::uint8_t>{1, 1}));
  EXPECT_EQ(values_of<std::int64_t>(tw::full({}, -1e30, Dtype::i64)), List{INT64_MIN});
  // Just above the tie of 1 and the next half: a float between would lose it.
  EXPECT_EQ(values_of<std::uint16_t>(tw::full({1}, 1 + 0x1p-11 + 0x1p-40, Dtype::f16)),
            Bits{0x3C01});
  EXPECT_EQ(tw::full({3, 0}, 1).numel(), 0);
}

TEST(FullTest, RefusesBadSizes) {
  EXPECT_EQ(message_of([] { (void)tw::full({2, -1}, 0); }).substr(0, 6), "[full]");
}

TEST(FullTest, IsCalledByName) {
  const auto result = tw::call("full", {List{2}, std::int64_t{3}});
  EXPECT_EQ(values_of<float>(std::get<tw::Tensor>(result.at(0))), (std::vector<float>{3, 3}));
}

// Each upper half with lower halves about the tie, in one thread and in three, with what f64 gives.
TEST(CastTest, FloatsInVectorsAreRoundedToTwoBytesAsAlways) {
  std::vector<std::uint32_t> bits;
  for (std::uint32_t upper = 0; upper < 0x10000U; ++upper)
    for (const std::uint32_t lower : {0U, 1U, 0x7FFFU, 0x8000U, 0x8001U, 0xFFFFU})
      bits.push_back(upper << 16 | lower);
  const tw::Tensor x = tw::empty_tensor({static_cast<std::int64_t>(bits.size())});
  std::memcpy(x.data(), bits.data(), bits.size() * 4);
  const auto expected = values_of<std::uint16_t>(tw::cast(tw::cast(x, Dtype::f64), Dtype::bf16));
  const int before = tw::threads();
  for (const int count : {1, 3}) {
    tw::set_threads(count);
    const auto got = values_of<std::uint16_t>(tw::cast(x, Dtype::bf16));
    std::int64_t wrong = 0;
    for (std::size_t i = 0; i < bits.size(); ++i) {
      const bool nan = (bits[i] & 0x7FFFFFFFU) > 0x7F800000U;  // Which f64 may have made quiet.
      if (nan ? (got[i] & 0x7FFFU) <= 0x7F80U : got[i] != expected[i]) ++wrong;
    }
    EXPECT_EQ(wrong, 0);
  }
  tw::set_threads(before);
}

TEST(CastTest, LargeTensorsOfEveryLayoutAreCopiedWhole) {
  const int before = tw::threads();
  for (const int count : {1, 3}) {
    tw::set_threads(count);
    for (const Dtype dtype : {Dtype::i8, Dtype::i16, Dtype::i32, Dtype::f64}) {
      const tw::Tensor x = tw::empty_tensor({1203, 1, 701}, Dtype::i64);
      for (std::int64_t i = 0; i < x.numel(); ++i) x.data_as<std::int64_t>()[i] = i * 7 % 127;
      const tw::Tensor given = tw::cast(x, dtype);
      const tw::Tensor turned = tw::contiguous(tw::transpose(given, 0, 2));
      const auto wide = values_of<std::int64_t>(tw::cast(turned, Dtype::i64));
      const auto direct = values_of<std::int64_t>(tw::cast(tw::transpose(given, 0, 2), Dtype::i64));
      const auto cloned = values_of<std::int64_t>(tw::cast(tw::clone(given), Dtype::i64));
      std::int64_t wrong = 0;
      for (std::int64_t i = 0; i < 1203; ++i) {
        for (std::int64_t k = 0; k < 701; ++k) {
          const std::int64_t number = (i * 701 + k) * 7 % 127;
          const auto at = static_cast<std::size_t>(k * 1203 + i);
          if (wide[at] != number || direct[at] != number ||
              cloned[static_cast<std::size_t>(i * 701 + k)] != number)
            ++wrong;
        }
      }
      EXPECT_EQ(wrong, 0) << tw::name_of(dtype);
    }
  }
  tw::set_threads(before);
}
