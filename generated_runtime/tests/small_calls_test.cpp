#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "tw/memory.h"
#include "tw/ops.h"

namespace {

using List = std::vector<std::int64_t>;
using Op = tw::Tensor (*)(const tw::Tensor&, const tw::Tensor&);

List list_of(tw::IntSpan span) {
  return List(span.begin(), span.end());
}

template <class T>
constexpr tw::Dtype kDtype = std::is_same_v<T, float> ? tw::Dtype::f32 : tw::Dtype::f64;

// Numbers of all kinds, in another order for another `seed`.
template <class T>
tw::Tensor drawn(tw::IntSpan sizes, std::int64_t seed) {
  using Limits = std::numeric_limits<T>;
  const T special[] = {T{0},          -T{0},           Limits::infinity(), -Limits::infinity(),
                       Limits::max(), Limits::lowest(), Limits::min(),      Limits::quiet_NaN(),
                       Limits::denorm_min()};
  const tw::Tensor x = tw::empty_tensor(sizes, kDtype<T>);
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    const std::int64_t k = (i * 7 + seed * 13) % 31;
    x.data_as<T>()[i] = k < 9 ? special[k] : static_cast<T>(k - 20) / T{3} + static_cast<T>(i % 5);
  }
  return x;
}

template <class T>
bool same(T a, T b) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

template <class T>
struct Case {
  Op op;
  T (*expected)(T, T);
};

template <class T>
const Case<T> kCases[] = {
    {&tw::add, [](T x, T y) { return x + y; }},
    {&tw::sub, [](T x, T y) { return x - y; }},
    {&tw::mul, [](T x, T y) { return x * y; }},
    {&tw::div, [](T x, T y) { return x / y; }},
    {&tw::maximum, [](T x, T y) { return x > y || std::isnan(x) ? x : y; }},
    {&tw::minimum, [](T x, T y) { return x < y || std::isnan(x) ? x : y; }},
};

// How many elements of the results are wrong, where both are contiguous and one may have a single
// element.
template <class T>
std::int64_t wrong(const tw::Tensor& a, const tw::Tensor& b) {
  std::int64_t count = 0;
  for (const Case<T>& one : kCases<T>) {
    const tw::Tensor got = one.op(a, b);
    for (std::int64_t i = 0; i < got.numel(); ++i) {
      const T x = a.data_as<T>()[a.numel() == 1 ? 0 : i];
      const T y = b.data_as<T>()[b.numel() == 1 ? 0 : i];
      const T expected = one.expected(x, y);
      const bool zeros = expected == 0 && x == y;  // Either may be returned.
      if (!(same(got.data_as<T>()[i], expected) || (zeros && got.data_as<T>()[i] == 0))) ++count;
    }
  }
  return count;
}

template <class T>
void expect_all_lengths() {
  const tw::Tensor one = tw::full({}, 1.5, kDtype<T>);
  for (const std::int64_t n : {1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 1000}) {
    const tw::Tensor a = drawn<T>({n}, 1);
    const tw::Tensor b = drawn<T>({n}, 2);
    EXPECT_EQ(wrong<T>(a, b), 0) << n;
    EXPECT_EQ(wrong<T>(a, one), 0) << n;
    EXPECT_EQ(wrong<T>(one, b), 0) << n;
    EXPECT_EQ(wrong<T>(a, a), 0) << n;
  }
  const std::int64_t large = (std::int64_t{1} << 18) + 5;
  EXPECT_EQ(wrong<T>(drawn<T>({large}, 1), drawn<T>({large}, 2)), 0);
}

void expect_layout(const tw::Tensor& a, const tw::Tensor& b, const List& sizes,
                   const List& strides) {
  const Op ops[] = {&tw::add, &tw::div, &tw::maximum, &tw::lt};
  for (const Op op : ops)
    for (const bool swapped : {false, true}) {
      const tw::Tensor y = swapped ? op(b, a) : op(a, b);
      EXPECT_EQ(list_of(y.sizes()), sizes);
      EXPECT_EQ(list_of(y.strides()), strides);
      EXPECT_TRUE(y.is_contiguous());
      EXPECT_EQ(y.offset(), 0);
      EXPECT_EQ(y.storage_numel(), y.numel());
      EXPECT_FALSE(y.shares_storage_with(a) || y.shares_storage_with(b));
    }
}

}  // namespace

TEST(SmallCallsTest, RowsOfEveryLengthAreRoundedCorrectly) {
  expect_all_lengths<float>();
  expect_all_lengths<double>();
}

TEST(SmallCallsTest, ResultsHaveTheStridesOfNewTensors) {
  const tw::Tensor x = drawn<float>({2, 3}, 1);
  expect_layout(x, x, {2, 3}, {3, 1});
  expect_layout(x, drawn<float>({}, 1), {2, 3}, {3, 1});
  expect_layout(x, drawn<float>({1, 1}, 1), {2, 3}, {3, 1});
  expect_layout(x, drawn<float>({1, 1, 1}, 1), {1, 2, 3}, {6, 3, 1});
  expect_layout(drawn<float>({}, 1), drawn<float>({1, 1}, 1), {1, 1}, {1, 1});
  expect_layout(drawn<float>({}, 1), drawn<float>({}, 2), {}, {});
  expect_layout(drawn<float>({1, 6}, 1), drawn<float>({6, 1}, 2), {6, 6}, {6, 1});
  // Strides of dims of size 1 do not count, and are not taken over.
  const tw::Tensor odd = tw::as_strided(x, {1, 3}, {77, 1}, 3);
  ASSERT_TRUE(odd.is_contiguous());
  expect_layout(odd, odd, {1, 3}, {3, 1});
  expect_layout(odd, drawn<float>({}, 1), {1, 3}, {3, 1});
}

TEST(SmallCallsTest, TensorsWithoutElementsGiveSuch) {
  const tw::Tensor none = drawn<float>({0, 3}, 1);
  expect_layout(none, none, {0, 3}, {3, 1});
  expect_layout(none, drawn<float>({}, 1), {0, 3}, {3, 1});
  expect_layout(none, drawn<float>({1, 1, 1}, 1), {1, 0, 3}, {3, 3, 1});
}

TEST(SmallCallsTest, AnOffsetIsLookedAt) {
  const tw::Tensor x = drawn<float>({40}, 1);
  const tw::Tensor y = tw::full({40}, 2.0);
  const tw::Tensor sum = tw::add(tw::narrow(x, 0, 30, 4), tw::narrow(y, 0, 3, 4));
  for (std::int64_t i = 0; i < 4; ++i)
    EXPECT_TRUE(same(sum.data_as<float>()[i], x.data_as<float>()[30 + i] + 2.0F));
}

TEST(SmallCallsTest, ComparisonsAndIntegersGoTheShortWayToo) {
  const tw::Tensor i = tw::full({5}, 7.0, tw::Dtype::i32);
  const tw::Tensor two = tw::full({}, 2.0, tw::Dtype::i32);
  const tw::Tensor quotient = tw::div(i, two);
  ASSERT_EQ(quotient.dtype(), tw::Dtype::f32);
  const tw::Tensor larger = tw::gt(i, two);
  ASSERT_EQ(larger.dtype(), tw::Dtype::boolean);
  for (int k = 0; k < 5; ++k) {
    EXPECT_EQ(quotient.data_as<float>()[k], 3.5F);
    EXPECT_TRUE(larger.data_as<bool>()[k]);
    EXPECT_FALSE(tw::gt(two, i).data_as<bool>()[k]);
  }
}

TEST(SmallCallsTest, OneStorageIsTakenForEachCallAndKept) {
  const tw::Tensor a = drawn<float>({1}, 20);
  const tw::Tensor b = drawn<float>({2, 1}, 21);
  const auto round = [&] { (void)tw::add(tw::mul(a, a), b); };
  round();
  const tw::MemoryStats before = tw::memory_stats();
  for (int i = 0; i < 100; ++i) round();
  const tw::MemoryStats after = tw::memory_stats();
  EXPECT_EQ(after.requests - before.requests, 200U);
  EXPECT_EQ(after.system_requests - before.system_requests, tw::kKeepsMemory ? 0U : 200U);
  EXPECT_EQ(after.live_bytes, before.live_bytes);
  EXPECT_EQ(after.idle_bytes, before.idle_bytes);
}
