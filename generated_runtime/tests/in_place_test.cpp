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
#include "tw/parallel.h"

namespace {

using Doubles = std::vector<double>;
using Binary = tw::Tensor (*)(const tw::Tensor&, const tw::Tensor&);

tw::Tensor numbers(tw::Dtype dtype, tw::IntSpan sizes, const Doubles& values) {
  const tw::Tensor x = tw::empty_tensor(sizes, tw::Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = values.at(static_cast<std::size_t>(i) % values.size());
  return tw::cast(x, dtype);
}

tw::Tensor indices(tw::IntSpan sizes, tw::Dtype dtype = tw::Dtype::f32) {
  Doubles values;
  for (int i = 0; i < 5000; ++i) values.push_back(i);
  return numbers(dtype, sizes, values);
}

Doubles numbers_of(const tw::Tensor& x) {
  const tw::Tensor wide = tw::cast(x, tw::Dtype::f64);
  return Doubles(wide.data_as<double>(), wide.data_as<double>() + wide.numel());
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

int category_of(tw::Dtype dtype) {
  return tw::is_float(dtype) ? 2 : tw::is_integer(dtype) ? 1 : 0;
}

struct Pair {
  Binary in_place;
  Binary plain;
};
const Pair kPairs[] = {{&tw::add_, &tw::add}, {&tw::sub_, &tw::sub}, {&tw::mul_, &tw::mul},
                       {&tw::div_, &tw::div}};

// x is a view of `whole`: only its elements change, to those of the plain op.
void expect_changed(const Pair& pair, const tw::Tensor& whole, const tw::Tensor& x,
                    const tw::Tensor& b) {
  std::string refused;
  tw::Tensor result;
  try {
    result = pair.plain(x, b);
  } catch (const tw::Error& error) {
    refused = error.what();
  }
  const Doubles before = numbers_of(whole);
  const std::uint64_t version = x.version();
  if (!result.defined() || category_of(result.dtype()) > category_of(x.dtype())) {
    EXPECT_NE(message_of([&] { return pair.in_place(x, b); }), "nothing was thrown");
    EXPECT_EQ(numbers_of(whole), before);
    EXPECT_EQ(x.version(), version);
    return;
  }
  const Doubles expected = numbers_of(tw::cast(result, x.dtype()));
  const tw::Tensor marks = tw::full({whole.numel()}, 0, tw::Dtype::u8);
  tw::fill_(tw::as_strided(marks, x.sizes(), x.strides(), x.offset()), 1);
  const tw::Tensor returned = pair.in_place(x, b);
  EXPECT_EQ(returned.impl(), x.impl());
  EXPECT_EQ(x.version(), version + 1);
  EXPECT_EQ(numbers_of(x), expected) << tw::name_of(x.dtype()) << " and " << tw::name_of(b.dtype());
  const Doubles after = numbers_of(whole);
  const Doubles marked = numbers_of(marks);
  for (std::size_t i = 0; i < after.size(); ++i)
    if (marked[i] == 0) {
      EXPECT_EQ(after[i], before[i]) << i;
    }
}

}  // namespace

TEST(InPlaceTest, ChangesViewsToWhatTheOpGivesForEveryPairOfDtypes) {
  const Doubles left = {3, 1, 2, 0, 100, 7, 9};
  const Doubles right = {1, 2, 4, 100, 3};
  for (const Pair& pair : kPairs) {
    for (int i = 0; i < tw::kDtypeCount; ++i) {
      for (int j = 0; j < tw::kDtypeCount; ++j) {
        const auto dtype = static_cast<tw::Dtype>(i);
        const auto other = static_cast<tw::Dtype>(j);
        const auto whole = [&](tw::IntSpan sizes) { return numbers(dtype, sizes, left); };
        tw::Tensor x = whole({3, 700});
        expect_changed(pair, x, x, numbers(other, {3, 700}, right));
        x = whole({40, 60});
        expect_changed(pair, x, tw::transpose(x, 0, 1), numbers(other, {40}, right));
        x = whole({50, 70});
        expect_changed(pair, x, tw::slice(x, 1, 1, 68, 2), numbers(other, {50, 1}, right));
        x = whole({4, 5});
        expect_changed(pair, x, tw::select(x, 1, 2), numbers(other, {}, right));
        x = whole({4, 5, 3});
        expect_changed(pair, x, tw::narrow(x, 1, 1, 3),
                       tw::transpose(numbers(other, {3, 3}, right), 0, 1));
        x = whole({});
        expect_changed(pair, x, x, numbers(other, {}, right));
        x = whole({0, 3});
        expect_changed(pair, x, x, numbers(other, {3}, right));
      }
    }
  }
}

TEST(InPlaceTest, CopiesAndFillsWithConversion) {
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    for (int j = 0; j < tw::kDtypeCount; ++j) {
      const auto dtype = static_cast<tw::Dtype>(i);
      const tw::Tensor source =
          numbers(static_cast<tw::Dtype>(j), {60, 1}, {0, 1.5, -2.75, 300, 1e30, -0.0});
      const Doubles expected = numbers_of(tw::cast(tw::expand(source, {60, 50}), dtype));
      for (const tw::Tensor& x :
           {indices({60, 50}, dtype), tw::transpose(indices({50, 60}, dtype), 0, 1),
            tw::slice(indices({60, 99}, dtype), 1, 0, std::nullopt, 2)}) {
        EXPECT_EQ(tw::copy_(x, source).impl(), x.impl());
        EXPECT_EQ(numbers_of(x), expected);
        tw::fill_(x, -2.5);
        EXPECT_EQ(numbers_of(x), numbers_of(tw::full({60, 50}, -2.5, dtype)));
        EXPECT_EQ(x.version(), 2U);
      }
    }
  }
  const tw::Tensor x = numbers(tw::Dtype::i64, {2}, {1});
  tw::fill_(x, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(numbers_of(x), (Doubles{0, 0}));
}

TEST(InPlaceTest, ReluAndClamp) {
  for (int i = 1; i < tw::kDtypeCount; ++i) {
    const auto dtype = static_cast<tw::Dtype>(i);
    const tw::Tensor whole = numbers(dtype, {30, 90}, {-4, 3, 9, -1, 0, 5, 2});
    const tw::Tensor x = tw::slice(tw::transpose(whole, 0, 1), 0, 1, std::nullopt, 2);
    const tw::Tensor rest = tw::slice(whole, 1, 0, std::nullopt, 2);
    const Doubles kept = numbers_of(rest);
    Doubles expected = numbers_of(tw::clamp(x, -1.5, 2.5));
    EXPECT_EQ(tw::clamp_(x, -1.5, 2.5).impl(), x.impl());
    EXPECT_EQ(numbers_of(x), expected);
    expected = numbers_of(tw::relu(x));
    EXPECT_EQ(tw::relu_(x).impl(), x.impl());
    EXPECT_EQ(numbers_of(x), expected);
    EXPECT_EQ(numbers_of(rest), kept);
    EXPECT_EQ(x.version(), 2U);
  }
}

TEST(InPlaceTest, CopiesSourcesThatOverlapFirst) {
  const tw::Tensor x = indices({5});
  tw::copy_(tw::slice(x, 0, 1), tw::slice(x, 0, 0, 4));
  EXPECT_EQ(numbers_of(x), (Doubles{0, 0, 1, 2, 3}));
  tw::copy_(tw::slice(x, 0, 0, 4), tw::slice(x, 0, 1));
  EXPECT_EQ(numbers_of(x), (Doubles{0, 1, 2, 3, 3}));
  tw::add_(x, tw::select(x, 0, 1));
  EXPECT_EQ(numbers_of(x), (Doubles{1, 2, 3, 4, 4}));
  tw::mul_(x, x);
  EXPECT_EQ(numbers_of(x), (Doubles{1, 4, 9, 16, 16}));
  tw::copy_(x, x);
  EXPECT_EQ(numbers_of(x), (Doubles{1, 4, 9, 16, 16}));
  EXPECT_EQ(x.version(), 5U);
  const tw::Tensor long_one = indices({3000});
  tw::add_(tw::slice(long_one, 0, 1), tw::slice(long_one, 0, 0, 2999));
  Doubles expected = {0};
  for (int i = 1; i < 3000; ++i) expected.push_back(2 * i - 1);
  EXPECT_EQ(numbers_of(long_one), expected);
  const tw::Tensor square = indices({50, 50});
  tw::copy_(square, tw::transpose(square, 0, 1));
  EXPECT_EQ(numbers_of(square), numbers_of(tw::transpose(indices({50, 50}), 0, 1)));
  const tw::Tensor halves = indices({2, 2});
  tw::copy_(tw::select(halves, 0, 1), tw::select(halves, 0, 0));
  EXPECT_EQ(numbers_of(halves), (Doubles{0, 1, 0, 1}));
}

TEST(InPlaceTest, RefusesElementsThatOverlap) {
  const std::string text = "[fill_] elements of x overlap";
  const tw::Tensor base = indices({500'000});
  const auto filled = [&](tw::IntSpan sizes, tw::IntSpan strides) {
    return message_of([&] { return tw::fill_(tw::as_strided(base, sizes, strides, 0), 7); });
  };
  const std::string fine = "nothing was thrown";
  EXPECT_EQ(filled({3}, {0}), text);
  EXPECT_EQ(filled({2, 3}, {1, 1}), text);
  EXPECT_EQ(filled({3, 4}, {3, 2}), text);
  EXPECT_EQ(filled({2, 3}, {3, 2}), fine);
  EXPECT_EQ(filled({1, 3}, {0, 2}), fine);
  EXPECT_EQ(filled({0, 3}, {0, 0}), fine);
  EXPECT_EQ(filled({}, {}), fine);
  EXPECT_EQ(filled({2, 32'768}, {3, 2}), fine);
  EXPECT_EQ(filled({2, 32'769}, {3, 2}), text);
  EXPECT_EQ(filled({3, 32'769}, {100'000, 2}), fine);
  const tw::Tensor x = tw::expand(indices({1}), {3});
  const tw::Tensor one = indices({});
  EXPECT_EQ(message_of([&] { return tw::add_(x, one); }), "[add_] elements of x overlap");
  EXPECT_EQ(message_of([&] { return tw::sub_(x, one); }), "[sub_] elements of x overlap");
  EXPECT_EQ(message_of([&] { return tw::mul_(x, one); }), "[mul_] elements of x overlap");
  EXPECT_EQ(message_of([&] { return tw::div_(x, one); }), "[div_] elements of x overlap");
  EXPECT_EQ(message_of([&] { return tw::copy_(x, x); }), "[copy_] elements of x overlap");
  EXPECT_EQ(message_of([&] { return tw::relu_(x); }), "[relu_] elements of x overlap");
  EXPECT_EQ(message_of([&] { return tw::clamp_(x, 1); }), "[clamp_] elements of x overlap");
  EXPECT_EQ(x.version(), 0U);
}

TEST(InPlaceTest, ChecksDtypesThenSizesThenOverlap) {
  const tw::Tensor ints = tw::expand(indices({1}, tw::Dtype::i32), {2});
  const tw::Tensor bools = indices({2}, tw::Dtype::boolean);
  const tw::Tensor three = indices({3});
  EXPECT_EQ(message_of([&] { return tw::add_(ints, three); }),
            "[add_] f32 does not convert to i32");
  EXPECT_EQ(message_of([&] { return tw::div_(ints, ints); }),
            "[div_] f32 does not convert to i32");
  EXPECT_EQ(message_of([&] { return tw::mul_(bools, ints); }),
            "[mul_] i32 does not convert to bool");
  EXPECT_EQ(message_of([&] { return tw::sub_(bools, bools); }),
            "[sub_] dtype bool is not supported");
  EXPECT_EQ(message_of([&] { return tw::relu_(bools); }), "[relu_] dtype bool is not supported");
  EXPECT_EQ(message_of([&] { return tw::clamp_(bools, 1); }),
            "[clamp_] dtype bool is not supported");
  EXPECT_EQ(message_of([&] { return tw::clamp_(three); }), "[clamp_] needs a bound");
  EXPECT_EQ(message_of([&] { return tw::clamp_(ints, std::nan("")); }),
            "[clamp_] a bound of integers must not be NaN");
  EXPECT_EQ(message_of([&] { return tw::add_(ints, indices({3}, tw::Dtype::u8)); }),
            "[add_] sizes [3] do not expand to [2]");
  EXPECT_EQ(message_of([&] { return tw::copy_(ints, three); }),
            "[copy_] sizes [3] do not expand to [2]");
  EXPECT_EQ(message_of([&] { return tw::copy_(three, indices({1, 3})); }),
            "[copy_] sizes [1, 3] do not expand to [3]");
  EXPECT_EQ(message_of([&] { return tw::add_(indices({1}), three); }),
            "[add_] sizes [3] do not expand to [1]");
  EXPECT_EQ(message_of([&] { return tw::fill_(tw::Tensor(), 1); }),
            "[fill_] the tensor is undefined");
}

TEST(InPlaceTest, RaisesTheVersionOfTensorsWithoutElements) {
  const tw::Tensor x = indices({0, 2});
  tw::add_(x, indices({2}));
  tw::sub_(x, x);
  tw::mul_(x, indices({1, 1}));
  tw::div_(x, indices({}));
  tw::copy_(x, indices({1, 2}));
  tw::fill_(x, 1);
  tw::relu_(x);
  tw::clamp_(x, 0, 1);
  EXPECT_EQ(x.version(), 8U);
}

TEST(InPlaceTest, IsCalledByName) {
  const tw::Tensor x = indices({3});
  (void)tw::call("clamp_", {x, tw::None(), std::int64_t{1}});
  (void)tw::call("add_", {x, x});
  const auto returned = std::get<tw::Tensor>(tw::call("copy_", {tw::select(x, 0, 0), indices({})})
                                                 .at(0));
  EXPECT_TRUE(returned.shares_storage_with(x));
  EXPECT_EQ(numbers_of(x), (Doubles{0, 2, 2}));
}

// In one thread and in three, in place and not.
TEST(InPlaceTest, LargeTensorsAreChangedAsSmallOnesAre) {
  const int before = tw::threads();
  for (const int count : {1, 3}) {
    tw::set_threads(count);
    for (const Pair& pair : kPairs) {
      const tw::Tensor whole = tw::add(indices({801, 703}), tw::full({}, 1.5));
      const tw::Tensor b = tw::add(indices({801, 1}), tw::full({}, 1));
      for (const bool turned : {false, true}) {
        const tw::Tensor x = turned ? tw::transpose(tw::narrow(whole, 0, 1, 703), 0, 1) : whole;
        const tw::Tensor other = turned ? tw::narrow(b, 0, 0, 703) : b;
        const Doubles expected = numbers_of(pair.plain(x, other));
        (void)pair.in_place(x, other);
        EXPECT_EQ(numbers_of(x), expected);
      }
      (void)pair.in_place(whole, whole);
      EXPECT_EQ(whole.version(), 3U);
    }
    const tw::Tensor to = tw::full({703, 801}, 0, tw::Dtype::f64);
    const tw::Tensor from = tw::transpose(indices({801, 703}), 0, 1);
    (void)tw::copy_(to, from);
    EXPECT_EQ(numbers_of(to), numbers_of(from));
    (void)tw::copy_(tw::transpose(to, 0, 1), indices({801, 703}));
    EXPECT_EQ(numbers_of(to), numbers_of(from));
    (void)tw::clamp_(to, 3, std::nullopt);
    EXPECT_EQ(numbers_of(to), numbers_of(tw::clamp(from, 3, std::nullopt)));
    (void)tw::fill_(to, 4);
    EXPECT_EQ(numbers_of(to), Doubles(703 * 801, 4));
  }
  tw::set_threads(before);
}
