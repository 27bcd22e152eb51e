#include "tw/tensor.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "tw/error.h"
#include "tw/view.h"

TEST(VisibleTensorTest, AnEmptyTensorIsContiguousAndAligned) {
  const tw::Tensor x = tw::empty_tensor({2, 3}, tw::Dtype::f64);

  EXPECT_EQ(x.rank(), 2);
  EXPECT_EQ(x.numel(), 6);
  EXPECT_EQ(x.stride(0), 3);
  EXPECT_EQ(x.size(-1), 3);
  EXPECT_EQ(x.storage_numel(), 6);
  EXPECT_TRUE(x.is_contiguous());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(x.data()) % 64, 0U);
}

TEST(VisibleTensorTest, AMovedFromTensorIsUndefinedAndMayBeAssigned) {
  tw::Tensor x = tw::empty_tensor({1});
  tw::Tensor y = std::move(x);

  EXPECT_FALSE(x.defined());  // NOLINT: the state after a move is promised.
  x = y;
  EXPECT_TRUE(x.shares_storage_with(y));
}

TEST(VisibleTensorTest, AViewKeepsTheStorageAlive) {
  tw::Tensor view;
  {
    const tw::Tensor x = tw::empty_tensor({4});
    for (int i = 0; i < 4; ++i) x.data_as<float>()[i] = static_cast<float>(i);
    view = tw::view::narrow(x, 0, 2, 2);
  }

  EXPECT_EQ(view.offset(), 2);
  EXPECT_EQ(view.data_as<float>()[1], 3.0F);
}

TEST(VisibleTensorTest, CopiesMayBeMadeAndDroppedByManyThreads) {
  const tw::Tensor x = tw::empty_tensor({8});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&x] {
      for (int i = 0; i < 2000; ++i) {
        tw::Tensor copy = x;
        tw::Tensor view = tw::view::unsqueeze(copy, 0);
      }
    });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(x.numel(), 8);
}

TEST(VisibleTensorTest, SizesThatOverflowThrow) {
  constexpr std::int64_t kLarge = std::int64_t{1} << 62;

  EXPECT_THROW((void)tw::empty_tensor({kLarge, 4}), tw::Error);
  EXPECT_THROW((void)tw::empty_tensor({kLarge}), tw::Error);
  EXPECT_THROW((void)tw::empty_tensor({-1}), tw::Error);
  EXPECT_THROW((void)tw::empty_tensor(std::vector<std::int64_t>(17, 1)), tw::Error);
}

TEST(VisibleShapeTest, DimsOfSizeOneDoNotDecideContiguity) {
  const tw::Tensor x = tw::empty_tensor({2, 3});

  EXPECT_TRUE(tw::view::as_strided(x, {1, 3}, {77, 1}, 0).is_contiguous());
  EXPECT_TRUE(tw::view::as_strided(x, {0, 3}, {5, 5}, 0).is_contiguous());
  EXPECT_FALSE(tw::view::as_strided(x, {2, 2}, {3, 1}, 0).is_contiguous());
}
