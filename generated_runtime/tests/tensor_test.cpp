#include "tw/tensor.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tw/dtype.h"
#include "tw/error.h"
#include "tw/shape.h"
#include "tw/view.h"

namespace {

using List = std::vector<std::int64_t>;

List list_of(tw::IntSpan span) {
  return List(span.begin(), span.end());
}

// Where the i-th element in row-major order lies, from the first one on.
std::int64_t place_of(const tw::Tensor& x, std::int64_t i) {
  std::int64_t place = 0;
  for (int dim = x.rank() - 1; dim >= 0; --dim) {
    place += i % x.size(dim) * x.stride(dim);
    i /= x.size(dim);
  }
  return place;
}

template <class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST(DtypeTest, EachDtypeIsFoundByItsNameAndNoOther) {
  for (int i = 0; i < tw::kDtypeCount; ++i)
    EXPECT_EQ(tw::dtype_named(tw::kDtypeNames[i]), static_cast<tw::Dtype>(i));
  EXPECT_EQ(tw::dtype_named("f"), std::nullopt);
  EXPECT_EQ(tw::dtype_named("f320"), std::nullopt);
  EXPECT_EQ(tw::dtype_named(""), std::nullopt);
}

TEST(ShapeTest, ListsAreWrittenInBrackets) {
  EXPECT_EQ(tw::to_text({}), "[]");
  EXPECT_EQ(tw::to_text({-7}), "[-7]");
  EXPECT_EQ(tw::to_text({2, 3}), "[2, 3]");
}

TEST(ShapeTest, TheNumberOfElementsIsTheProductOfTheSizes) {
  EXPECT_EQ(tw::numel_of("op", {}), 1);
  EXPECT_EQ(tw::numel_of("op", {2, 3, 4}), 24);
  EXPECT_EQ(tw::numel_of("op", {2, 0, 4}), 0);
  EXPECT_EQ(tw::numel_of("op", {kMax}), kMax);
}

TEST(ShapeTest, BadSizesThrowWithTheOpFirst) {
  EXPECT_EQ(message_of([] { (void)tw::numel_of("op", {2, -1}); }).rfind("[op] ", 0), 0U);
  EXPECT_THROW((void)tw::numel_of("op", {0, -1}), tw::Error);
  EXPECT_THROW((void)tw::numel_of("op", {kMax, 2}), tw::Error);
  EXPECT_THROW((void)tw::numel_of("op", {0, kMax, 2}), tw::Error);
  EXPECT_THROW((void)tw::numel_of("op", {kMax, 2, 0}), tw::Error);
  EXPECT_EQ(tw::numel_of("op", List(16, 1)), 1);
  EXPECT_THROW((void)tw::numel_of("op", List(17, 1)), tw::Error);
}

TEST(ShapeTest, ContiguousStridesAreNeverZero) {
  EXPECT_EQ(list_of(tw::contiguous_strides({})), List{});
  EXPECT_EQ(list_of(tw::contiguous_strides({2, 3, 4})), (List{12, 4, 1}));
  EXPECT_EQ(list_of(tw::contiguous_strides({2, 0, 4})), (List{4, 4, 1}));
}

TEST(ShapeTest, ADimIsWrappedOnceOrThrows) {
  EXPECT_EQ(tw::wrap_dim("op", 0, 2), 0);
  EXPECT_EQ(tw::wrap_dim("op", 1, 2), 1);
  EXPECT_EQ(tw::wrap_dim("op", -1, 2), 1);
  EXPECT_EQ(tw::wrap_dim("op", -2, 2), 0);
  EXPECT_EQ(message_of([] { (void)tw::wrap_dim("op", 2, 2); }),
            "[op] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([] { (void)tw::wrap_dim("op", -3, 2); }),
            "[op] dim -3 out of range for 2 dims");
  EXPECT_THROW((void)tw::wrap_dim("op", 0, 0), tw::Error);
}

TEST(ShapeTest, SizesBroadcastFromTheLastDim) {
  EXPECT_EQ(list_of(tw::broadcast_sizes("op", {}, {})), List{});
  EXPECT_EQ(list_of(tw::broadcast_sizes("op", {3}, {2, 1})), (List{2, 3}));
  EXPECT_EQ(list_of(tw::broadcast_sizes("op", {4, 1, 3}, {5, 1})), (List{4, 5, 3}));
  EXPECT_EQ(list_of(tw::broadcast_sizes("op", {1, 2}, {0, 1})), (List{0, 2}));
  EXPECT_EQ(message_of([] { (void)tw::broadcast_sizes("op", {2, 3}, {2, 4}); }),
            "[op] sizes [2, 3] and [2, 4] do not broadcast");
  EXPECT_THROW((void)tw::broadcast_sizes("op", {0}, {2}), tw::Error);
  EXPECT_THROW((void)tw::broadcast_sizes("op", List(17, 1), {1}), tw::Error);
}

TEST(TensorTest, ATensorOfEachDtypeKnowsItsParts) {
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    const auto dtype = static_cast<tw::Dtype>(i);
    const tw::Tensor x = tw::empty_tensor({2, 3, 5}, dtype);
    EXPECT_TRUE(x.defined());
    EXPECT_EQ(x.dtype(), dtype);
    EXPECT_EQ(x.rank(), 3);
    EXPECT_EQ(x.numel(), 30);
    EXPECT_EQ(list_of(x.sizes()), (List{2, 3, 5}));
    EXPECT_EQ(list_of(x.strides()), (List{15, 5, 1}));
    EXPECT_EQ(x.offset(), 0);
    EXPECT_EQ(x.storage_numel(), 30);
    EXPECT_TRUE(x.is_contiguous());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(x.data()) % 64, 0U);
  }
}

TEST(TensorTest, TensorsOfNoElementsAndOfNoDimsAreOrdinary) {
  const tw::Tensor none = tw::empty_tensor({3, 0});
  const tw::Tensor scalar = tw::empty_tensor({}, tw::Dtype::i64);
  scalar.data_as<std::int64_t>()[0] = 7;

  EXPECT_EQ(none.numel(), 0);
  EXPECT_EQ(none.storage_numel(), 0);
  EXPECT_TRUE(none.is_contiguous());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(none.data()) % 64, 0U);
  EXPECT_EQ(scalar.rank(), 0);
  EXPECT_EQ(scalar.numel(), 1);
  EXPECT_EQ(scalar.data_as<std::int64_t>()[0], 7);
}

TEST(TensorTest, SizesThatDoNotFitThrow) {
  EXPECT_EQ(message_of([] { (void)tw::empty_tensor({2, -1}); }).rfind("[empty_tensor] ", 0), 0U);
  EXPECT_THROW((void)tw::empty_tensor({kMax, 2}, tw::Dtype::u8), tw::Error);
  EXPECT_THROW((void)tw::empty_tensor({kMax / 8 + 1}, tw::Dtype::f64), tw::Error);
  EXPECT_THROW((void)tw::empty_tensor({kMax, 2, 0}), tw::Error);
  EXPECT_THROW((void)tw::empty_tensor(List(17, 1)), tw::Error);
  EXPECT_EQ(tw::empty_tensor(List(16, 1)).rank(), 16);
}

TEST(TensorTest, OneSizeOrStrideIsAskedWithAWrappedDim) {
  const tw::Tensor x = tw::empty_tensor({2, 3});

  EXPECT_EQ(x.size(0), 2);
  EXPECT_EQ(x.size(-1), 3);
  EXPECT_EQ(x.stride(-2), 3);
  EXPECT_EQ(message_of([&] { (void)x.size(2); }), "[size] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)x.stride(-3); }), "[stride] dim -3 out of range for 2 dims");
}

TEST(TensorTest, ContiguityLooksOnlyAtStridesThatCount) {
  const tw::Tensor x = tw::empty_tensor({24});

  EXPECT_TRUE(tw::view::as_strided(x, {2, 1, 3}, {3, 50, 1}, 4).is_contiguous());
  EXPECT_TRUE(tw::view::as_strided(x, {1}, {9}, 0).is_contiguous());
  EXPECT_TRUE(tw::view::as_strided(x, {3, 0}, {7, 7}, 0).is_contiguous());
  EXPECT_FALSE(tw::view::as_strided(x, {3}, {2}, 0).is_contiguous());
  EXPECT_FALSE(tw::view::as_strided(x, {2, 3}, {4, 1}, 0).is_contiguous());
  EXPECT_FALSE(tw::view::as_strided(x, {2, 3}, {0, 1}, 0).is_contiguous());
}

TEST(TensorTest, CopiesShareAndMovesEmptyTheirSource) {
  tw::Tensor x = tw::empty_tensor({4});
  const tw::Tensor other = tw::empty_tensor({4});
  const tw::Tensor copy = x;
  EXPECT_EQ(copy.impl(), x.impl());
  EXPECT_TRUE(copy.shares_storage_with(x));
  EXPECT_FALSE(copy.shares_storage_with(other));

  tw::Tensor moved = std::move(x);
  EXPECT_FALSE(x.defined());  // NOLINT: the state after a move is promised.
  EXPECT_EQ(moved.impl(), copy.impl());
  x = std::move(moved);
  EXPECT_FALSE(moved.defined());  // NOLINT
  const tw::Tensor& self = x;
  x = self;
  EXPECT_EQ(x.impl(), copy.impl());
  x = other;
  EXPECT_EQ(x.impl(), other.impl());
  x = tw::Tensor();
  EXPECT_FALSE(x.defined());
  EXPECT_EQ(copy.numel(), 4);
}

TEST(TensorTest, TheLastOwnerOfManyThreadsKeepsTheElements) {
  tw::Tensor x = tw::empty_tensor({2}, tw::Dtype::i32);
  x.data_as<std::int32_t>()[1] = 5;
  std::vector<tw::Tensor> kept(4);
  std::vector<std::thread> threads;
  for (tw::Tensor& place : kept)
    threads.emplace_back([&place, x] {
      for (int i = 0; i < 500; ++i) place = tw::view::narrow(x, 0, 1, 1);
    });
  x = tw::Tensor();
  for (std::thread& thread : threads) thread.join();

  for (const tw::Tensor& view : kept) EXPECT_EQ(view.data_as<std::int32_t>()[0], 5);
}

TEST(CopyTest, CopiesOfEachDtypeMoveEveryBit) {
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    const auto dtype = static_cast<tw::Dtype>(i);
    const auto bytes = static_cast<std::int64_t>(tw::bytes_of(dtype));
    const tw::Tensor x = tw::empty_tensor({3, 4, 5, 2}, dtype);
    for (std::int64_t b = 0; b < x.numel() * bytes; ++b)
      x.data_as<unsigned char>()[b] = static_cast<unsigned char>(b * 37 % 251);
    const tw::Tensor inside = tw::view::narrow(tw::view::slice(x, 1, 1, std::nullopt, 2), 2, 1, 3);
    for (const tw::Tensor& y :
         {inside, tw::view::permute(inside, {2, 0, 3, 1}), tw::view::expand(inside, {2, 3, 2, 3, 2}),
          tw::view::as_strided(x, {3, 4, 2}, {1, 1, 0}, 7)}) {
      const tw::Tensor copy = tw::view::clone(y);
      ASSERT_EQ(copy.dtype(), dtype);
      ASSERT_TRUE(copy.is_contiguous());
      for (std::int64_t e = 0; e < y.numel(); ++e)
        ASSERT_EQ(std::memcmp(copy.data_as<char>() + e * bytes,
                              y.data_as<char>() + place_of(y, e) * bytes,
                              static_cast<std::size_t>(bytes)), 0);
    }
  }
}
