#include "tw/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string>
#include <thread>
#include <vector>

#include "tw/autograd.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::RandomState;
using tw::Tensor;
using Numbers = std::vector<double>;
using Block = std::array<std::uint32_t, 4>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr RandomState kStart{0x0123456789ABCDEF, 0xFFFFFFFF};

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(tw::cast(x, Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

// Word i of a draw that starts at kStart.
std::uint32_t word(std::uint64_t i) {
  return tw::philox(kStart.seed, kStart.position + i / 4)[i % 4];
}

// 1, 2, 3 and so on.
Tensor counted(tw::IntSpan sizes, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = static_cast<double>(i + 1);
  return tw::cast(x, dtype);
}

template <class Call>
auto drawn(Call call) {
  tw::set_random_state(kStart);
  return call();
}

// How far a draw moves the position.
template <class Call>
std::uint64_t moved(Call call) {
  (void)drawn(call);
  return tw::random_state().position - kStart.position;
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

// What dropout makes of these elements, in their order.
Numbers dropped(const Numbers& x, double p) {
  Numbers result;
  for (std::size_t i = 0; i < x.size(); ++i)
    result.push_back((word(i) >> 8) * 0x1p-24 >= p ? x[i] / (1 - p) : 0.0);
  return result;
}

}  // namespace

TEST(RandomTest, BlocksOfPhilox) {
  EXPECT_EQ(tw::philox(0, 0), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(tw::philox(7, 1), (Block{1747881627, 3415718931, 737869675, 4113952422}));
  EXPECT_EQ(tw::philox(81985529216486895, 4294967295),
            (Block{120849060, 2541040414, 1690931885, 844121516}));
  EXPECT_NE(tw::philox(0, std::uint64_t{1} << 32), tw::philox(0, 0));
}

TEST(RandomTest, SeedAndPosition) {
  tw::set_random_state({11, 3});
  EXPECT_EQ(tw::random_state(), (RandomState{11, 3}));
  (void)tw::uniform({5});
  EXPECT_EQ(tw::random_state(), (RandomState{11, 5}));
  tw::manual_seed(7);
  EXPECT_EQ(tw::random_state(), (RandomState{7, 0}));
}

TEST(RandomTest, DrawsMoveThePosition) {
  EXPECT_EQ(moved([] { return tw::uniform({4}); }), 1U);
  EXPECT_EQ(moved([] { return tw::uniform({5}); }), 2U);
  EXPECT_EQ(moved([] { return tw::uniform({5}, 0.0, 1.0, Dtype::f64); }), 3U);
  EXPECT_EQ(moved([] { return tw::uniform({}); }), 1U);
  EXPECT_EQ(moved([] { return tw::normal({5}); }), 2U);
  EXPECT_EQ(moved([] { return tw::normal({3}, 0.0, 1.0, Dtype::f64); }), 1U);
  EXPECT_EQ(moved([] { return tw::dropout(counted({9}, Dtype::f16)); }), 3U);
  EXPECT_EQ(moved([] { return tw::dropout(counted({9}), 0.0); }), 3U);
  EXPECT_EQ(moved([] { return tw::randperm(5); }), 1U);
  EXPECT_EQ(moved([] { return tw::randperm(6); }), 2U);
}

TEST(RandomTest, DrawsOfNothingMoveNothing) {
  EXPECT_EQ(moved([] { return tw::uniform({0, 3}); }), 0U);
  EXPECT_EQ(moved([] { return tw::normal({3, 0}); }), 0U);
  EXPECT_EQ(moved([] { return tw::dropout(counted({0})); }), 0U);
  EXPECT_EQ(moved([] { return tw::randperm(0); }), 0U);
  EXPECT_EQ(moved([] { return tw::randperm(1); }), 0U);
  EXPECT_EQ(moved([] { return message_of([] { return tw::uniform({-1}); }); }), 0U);
}

TEST(RandomTest, ThreadsShareNoBlock) {
  constexpr int kThreads = 4;
  constexpr int kDraws = 300;
  tw::manual_seed(5);
  std::vector<std::vector<double>> found(kThreads);
  std::vector<std::thread> threads;
  for (std::vector<double>& own : found)
    threads.emplace_back([&own] {
      for (int i = 0; i < kDraws; ++i)
        own.push_back(values(tw::uniform({2}, 0.0, 1.0, Dtype::f64))[0]);
    });
  for (std::thread& thread : threads) thread.join();
  std::vector<double> all;
  for (const std::vector<double>& own : found) all.insert(all.end(), own.begin(), own.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_EQ(tw::random_state(), (RandomState{5, kThreads * kDraws}));
}

TEST(RandomTest, Uniform) {
  constexpr std::int64_t kCount = 2051;
  const Numbers singles = values(drawn([] { return tw::uniform({kCount}, -1.0, 3.0); }));
  const Numbers doubles =
      values(drawn([] { return tw::uniform({kCount}, -1.0, 3.0, Dtype::f64); }));
  for (std::uint64_t i = 0; i < kCount; ++i) {
    ASSERT_EQ(singles[i], static_cast<float>(-1.0 + (word(i) >> 8) * 0x1p-24 * 4.0)) << i;
    const double u = ((word(2 * i) >> 5) * 0x1p26 + (word(2 * i + 1) >> 6)) * 0x1p-53;
    ASSERT_EQ(doubles[i], -1.0 + u * 4.0) << i;
  }
}

TEST(RandomTest, Normal) {
  for (const std::int64_t count : {1, 7, 2051}) {
    const Numbers singles = values(drawn([&] { return tw::normal({count}, 1.0, 2.0); }));
    const Numbers doubles =
        values(drawn([&] { return tw::normal({count}, 1.0, 2.0, Dtype::f64); }));
    for (std::uint64_t i = 0; i < doubles.size(); ++i) {
      const std::uint64_t pair = i - i % 2;
      const double r = std::sqrt(-2 * std::log((word(pair) + 1.0) * 0x1p-32));
      const double angle = 2 * std::numbers::pi * word(pair + 1) * 0x1p-32;
      const double expected = 1.0 + 2.0 * r * (i % 2 == 0 ? std::cos(angle) : std::sin(angle));
      ASSERT_NEAR(doubles[i], expected, 1e-13) << i;
      ASSERT_NEAR(singles[i], expected, 1e-6) << i;
    }
  }
}

TEST(RandomTest, ParametersNeedNotBeFinite) {
  EXPECT_EQ(values(tw::normal({2}, kInf)), (Numbers{kInf, kInf}));
  EXPECT_EQ(values(tw::uniform({2}, -1.0, -kInf)), (Numbers{-kInf, -kInf}));
  EXPECT_TRUE(std::isnan(values(tw::uniform({1}, kNan, 1.0))[0]));
  EXPECT_TRUE(std::isnan(values(tw::normal({1}, 0.0, kNan, Dtype::f64))[0]));
}

TEST(RandomTest, DropoutOfEachDtype) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    const Tensor x = counted({64}, dtype);
    for (const double p : {0.0, 0.25, 0.5, 1.0}) {
      const Tensor y = drawn([&] { return tw::dropout(x, p); });
      EXPECT_EQ(y.dtype(), dtype);
      Numbers expected = dropped(values(x), p);
      const Tensor rounded = tw::empty_tensor({64}, Dtype::f64);
      std::copy(expected.begin(), expected.end(), rounded.data_as<double>());
      EXPECT_EQ(values(y), values(tw::cast(rounded, dtype))) << tw::name_of(dtype) << " " << p;
    }
  }
}

TEST(RandomTest, DropoutDrawsInRowMajorOrder) {
  const Tensor x = counted({70, 5, 9});
  const Tensor first = tw::narrow(tw::transpose(x, 0, 2), 2, 3, 60);
  const Tensor wide = tw::expand(counted({3, 1}), {3, 1500});
  for (const Tensor& strided : {first, wide, tw::slice(counted({5000}), 0, 1, 4999, 2)}) {
    const Tensor y = drawn([&] { return tw::dropout(strided, 0.3); });
    EXPECT_TRUE(y.is_contiguous());
    EXPECT_TRUE(std::ranges::equal(y.sizes(), strided.sizes()));
    EXPECT_EQ(values(y), dropped(values(strided), 0.3));
  }
  const Tensor scalar = drawn([] { return tw::dropout(tw::full({}, 3.0), 0.01); });
  EXPECT_EQ(scalar.rank(), 0);
  EXPECT_EQ(values(scalar), (Numbers{static_cast<float>(3.0 / 0.99)}));
}

TEST(RandomTest, DroppedElementsAreZeroWhateverTheyWere) {
  for (const double x : {kNan, kInf, -kInf, -1.0}) {
    for (const double y : values(tw::dropout(tw::full({9}, x), 1.0))) {
      EXPECT_EQ(y, 0.0);
      EXPECT_FALSE(std::signbit(y));
    }
  }
}

TEST(RandomTest, DerivativeOfDropoutUsesTheSameDraw) {
  for (const Dtype dtype : {Dtype::f16, Dtype::f32, Dtype::f64}) {
    const Tensor base = tw::full({41, 3}, 1.0, dtype);
    tw::set_requires_grad(base);
    const Tensor y = drawn([&] { return tw::dropout(tw::transpose(base, 0, 1), 0.3); });
    (void)tw::uniform({100});  // Others draw in between.
    const std::vector<Tensor> found = tw::gradients(
        std::vector<Tensor>{y}, std::vector<Tensor>{base},
        std::vector<Tensor>{tw::full({3, 41}, 1.0, dtype)});
    EXPECT_EQ(found[0].dtype(), dtype);
    EXPECT_EQ(values(tw::transpose(found[0], 0, 1)), values(y));
  }
}

TEST(RandomTest, RecordedDropoutIsTheSame) {
  const Tensor x = counted({50});
  const Tensor plain = drawn([&] { return tw::dropout(x, 0.4); });
  tw::set_requires_grad(x);
  EXPECT_EQ(moved([&] { return tw::dropout(x, 0.4); }), 13U);
  const Tensor y = drawn([&] { return tw::dropout(x, 0.4); });
  EXPECT_TRUE(tw::requires_grad(y));
  EXPECT_EQ(values(y), values(plain));
  EXPECT_EQ(message_of([&] { return tw::dropout(x, 2.0); }),
            "[dropout] p must be between 0 and 1, got 2.0");
}

TEST(RandomTest, DropoutHasSecondDerivatives) {
  const Tensor x = counted({20});
  tw::set_requires_grad(x);
  const std::vector<Tensor> xs = {x};
  const Tensor y = drawn([&] { return tw::sum(tw::dropout(tw::square(tw::dropout(x, 0.5)), 0.0)); });
  const std::vector<Tensor> first =
      tw::gradients(std::vector<Tensor>{y}, xs, {}, {.retain_graph = true, .create_graph = true});
  const std::vector<Tensor> second =
      tw::gradients(std::vector<Tensor>{tw::sum(first[0])}, xs);
  const Numbers kept = dropped(Numbers(20, 1.0), 0.5);
  Numbers expected;
  for (const double scale : kept) expected.push_back(2 * scale * scale);
  EXPECT_EQ(values(second[0]), expected);
}

TEST(RandomTest, DropoutOfEverythingHasZeroGradients) {
  const Tensor x = counted({5});
  tw::set_requires_grad(x);
  tw::backward(tw::dropout(x, 1.0), tw::full({5}, kInf, Dtype::f64));
  EXPECT_EQ(values(tw::grad(x)), Numbers(5, 0.0));
}

TEST(RandomTest, Randperm) {
  for (const std::int64_t n : {0, 1, 2, 10, 3000}) {
    const Tensor found = drawn([&] { return tw::randperm(n); });
    EXPECT_EQ(found.dtype(), Dtype::i64);
    std::vector<std::int64_t> expected;
    for (std::int64_t i = 0; i < n; ++i) expected.push_back(i);
    for (std::int64_t i = n - 1; i > 0; --i) {
      const std::uint64_t drawn_word = word(static_cast<std::uint64_t>(n - 1 - i));
      std::swap(expected[static_cast<std::size_t>(i)],
                expected[drawn_word * static_cast<std::uint64_t>(i + 1) >> 32]);
    }
    const auto* data = found.data_as<std::int64_t>();
    EXPECT_EQ(std::vector<std::int64_t>(data, data + found.numel()), expected);
  }
}

TEST(RandomTest, Errors) {
  EXPECT_EQ(message_of([] { return tw::uniform({-1}, 0.0, 1.0, Dtype::f16); }),
            "[uniform] dtype f16 is not supported");
  EXPECT_EQ(message_of([] { return tw::normal({2}, 0.0, 1.0, Dtype::i64); }),
            "[normal] dtype i64 is not supported");
  EXPECT_EQ(message_of([] { return tw::normal({-2}); }).substr(0, 8), "[normal]");
  const Tensor x = counted({2});
  EXPECT_EQ(message_of([&] { return tw::dropout(x, 1.5); }),
            "[dropout] p must be between 0 and 1, got 1.5");
  EXPECT_EQ(message_of([&] { return tw::dropout(x, -1.0); }),
            "[dropout] p must be between 0 and 1, got -1.0");
  EXPECT_EQ(message_of([&] { return tw::dropout(x, kNan); }),
            "[dropout] p must be between 0 and 1, got nan");
  EXPECT_EQ(message_of([&] { return tw::dropout(tw::cast(x, Dtype::i32), 1.5); }),
            "[dropout] dtype i32 is not supported");
  EXPECT_EQ(message_of([] { return tw::dropout({}); }), "[dropout] the tensor is undefined");
  EXPECT_EQ(message_of([] { return tw::randperm(-1); }),
            "[randperm] n must not be negative, got -1");
  EXPECT_EQ(message_of([] { return tw::randperm(std::int64_t{1} << 32); }),
            "[randperm] n must be at most 2^32 - 1, got 4294967296");
}

TEST(RandomTest, CalledByName) {
  const Tensor x = counted({6});
  const auto by_name = drawn([&] { return tw::call("dropout", {x}); });
  EXPECT_EQ(values(std::get<Tensor>(by_name[0])), dropped(values(x), 0.5));
  const auto sizes = std::vector<std::int64_t>{2};
  const auto uniform = drawn([&] { return tw::call("uniform", {sizes}); });
  EXPECT_EQ(std::get<Tensor>(uniform[0]).dtype(), Dtype::f32);
}
