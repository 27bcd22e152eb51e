#include "tw/memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "tw/tensor.h"
#include "tw/view.h"

namespace {

// `u8` tensors, so that numbers of elements are bytes.
tw::Tensor bytes(std::int64_t count) {
  return tw::empty_tensor({count}, tw::Dtype::u8);
}

std::uint64_t asked_of_system(const std::function<void()>& work) {
  const std::uint64_t before = tw::memory_stats().system_requests;
  work();
  return tw::memory_stats().system_requests - before;
}

void in_thread(const std::function<void()>& work) {
  std::thread(work).join();
}

// What a request costs when a block of another one lies idle, and no other does.
std::uint64_t asked_in_turn(std::int64_t first, std::int64_t second) {
  tw::release_memory();
  (void)bytes(first);
  return asked_of_system([&] { (void)bytes(second); });
}

constexpr std::int64_t kHeader = 64;  // Of a storage.
constexpr std::int64_t kMiB = std::int64_t{1} << 20;
constexpr std::uint64_t kMiss = tw::kKeepsMemory ? 0 : 1;  // Of a request that a kept block serves.

class Counted : public tw::Attachment {
 public:
  explicit Counted(int& alive) : alive_(alive) { ++alive_; }
  ~Counted() override { --alive_; }

 private:
  int& alive_;
};

// Dropped after everything that the library could destroy.
const tw::Tensor kept_to_the_end = bytes(5000);

class MemoryTest : public testing::Test {
 protected:
  void SetUp() override { tw::release_memory(); }
  void TearDown() override { tw::release_memory(); }
};

}  // namespace

TEST_F(MemoryTest, ALoopAsksTheSystemInItsFirstRoundOnly) {
  const auto round = [] {
    std::vector<tw::Tensor> all;
    for (std::int64_t i = 0; i < 100; ++i) all.push_back(bytes(1 + i * i * 31));
  };
  EXPECT_GT(asked_of_system(round), 0U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(asked_of_system(round), tw::kKeepsMemory ? 0U : 100U);
}

TEST_F(MemoryTest, RequestsAreCountedThoseOfNoElementsToo) {
  const std::uint64_t before = tw::memory_stats().requests;
  const tw::Tensor x = bytes(0);
  const tw::Tensor y = bytes(10);
  const tw::Tensor view = tw::view::narrow(y, 0, 2, 3);
  EXPECT_EQ(tw::memory_stats().requests - before, 2U);
  EXPECT_EQ(kept_to_the_end.numel(), 5000);
}

TEST_F(MemoryTest, LiveAndIdleBytesAreThoseOfWholeBlocks) {
  for (const std::int64_t size : {0L, 1L, 33L, 64L, 65L, 1000L, 4032L, 4033L, 100000L, 70 * kMiB}) {
    tw::release_memory();
    const tw::MemoryStats before = tw::memory_stats();
    tw::Tensor x = bytes(size);
    const std::size_t live = tw::memory_stats().live_bytes - before.live_bytes;
    EXPECT_GE(live, static_cast<std::size_t>(size + kHeader));
    EXPECT_LT(live, static_cast<std::size_t>(2 * (size + kHeader)));
    EXPECT_EQ(tw::memory_stats().idle_bytes, 0U);
    x = tw::Tensor();
    EXPECT_EQ(tw::memory_stats().live_bytes, before.live_bytes);
    const bool kept = tw::kKeepsMemory && size < 64 * kMiB;
    EXPECT_EQ(tw::memory_stats().idle_bytes, kept ? live : 0U);
  }
}

TEST_F(MemoryTest, LargeBlocksBeginWhereLargePagesDo) {
  if constexpr (tw::kKeepsMemory) {
    for (const std::int64_t size : {2 * kMiB - kHeader, 2 * kMiB, 5 * kMiB, 70 * kMiB})
      for (int i = 0; i < 2; ++i) {
        const tw::Tensor x = bytes(size);
        const auto start = reinterpret_cast<std::uintptr_t>(x.data()) - kHeader;
        EXPECT_EQ(start % (2 * kMiB), 0U) << size;
        if (i == 0) tw::release_memory();
      }
  }
}

TEST_F(MemoryTest, ABlockServesRequestsFromHalfItsSizeOn) {
  for (std::int64_t block = 128; block <= 4 * kMiB; block *= 2)
    for (const std::int64_t whole : {block, block / 4 * 3}) {
      if (whole % 64 != 0) continue;
      EXPECT_EQ(asked_in_turn(whole - kHeader, whole - kHeader), kMiss) << whole;
      EXPECT_EQ(asked_in_turn(whole - kHeader, std::max(whole / 2 - kHeader, kHeader / 2)), kMiss)
          << whole;
      EXPECT_EQ(asked_in_turn(whole - kHeader, std::min(whole / 2 + 1, whole - kHeader)), kMiss)
          << whole;
      EXPECT_EQ(asked_in_turn(whole - kHeader, whole - kHeader + 1), 1U) << whole;
      EXPECT_EQ(asked_in_turn(2 * whole - kHeader, std::max<std::int64_t>(whole / 2 - kHeader, 0)),
                1U) << whole;
    }
}

TEST_F(MemoryTest, ABlockServesRequestsOfOtherThreads) {
  std::atomic<int> step{0};
  std::thread lives([&] {
    (void)bytes(3000);
    step = 1;
    while (step != 2) std::this_thread::yield();
  });
  while (step != 1) std::this_thread::yield();
  EXPECT_EQ(asked_of_system([] { (void)bytes(2000); }), kMiss);
  step = 2;
  lives.join();

  in_thread([] { (void)bytes(50000); });
  EXPECT_EQ(asked_of_system([] { (void)bytes(50000); }), kMiss);
  EXPECT_EQ(asked_of_system([] { in_thread([] { (void)bytes(50000); }); }), kMiss);
}

TEST_F(MemoryTest, NoBlockHasTwoOwners) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&wrong, t] {
      std::vector<tw::Tensor> mine(40);
      for (int i = 0; i < 3000; ++i) {
        tw::Tensor& place = mine[static_cast<std::size_t>(i * 7 % 40)];
        const auto mark = static_cast<unsigned char>(t * 50 + i * 7 % 40);
        if (place.defined()) {
          const auto* start = place.data_as<unsigned char>();
          if (std::count(start, start + place.numel(), mark) != place.numel()) ++wrong;
        }
        place = bytes(1 + i * 37 % 500);
        std::fill_n(place.data_as<unsigned char>(), place.numel(), mark);
        if (i % 500 == t) tw::release_memory();
      }
    });
  for (int i = 0; i < 100; ++i) EXPECT_LE(tw::memory_stats().idle_bytes, tw::kIdleBytesMax);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(MemoryTest, WhatIsBeyondTheLimitsGoesBackAtOnce) {
  {
    std::vector<tw::Tensor> many;
    for (int i = 0; i < 11; ++i) many.push_back(bytes(24 * kMiB - kHeader));
  }
  EXPECT_EQ(tw::memory_stats().idle_bytes,
            static_cast<std::size_t>(tw::kKeepsMemory ? 240 * kMiB : 0));
  tw::release_memory();
  EXPECT_EQ(asked_in_turn(64 * kMiB - kHeader, 64 * kMiB - kHeader), kMiss);
  EXPECT_EQ(asked_in_turn(64 * kMiB - kHeader + 1, 64 * kMiB - kHeader + 1), 1U);
  EXPECT_EQ(tw::memory_stats().idle_bytes, 0U);
}

TEST_F(MemoryTest, TheLimitIsReachedWhateverThreadsKeptBefore) {
  const auto whole = static_cast<std::size_t>(tw::kKeepsMemory ? 256 * kMiB : 0);
  std::atomic<int> step{0};
  std::thread lives([&] {
    tw::Tensor x = bytes(400000);
    x = tw::Tensor();
    x = bytes(400000);
    step = 1;
    while (step != 2) std::this_thread::yield();
  });
  while (step != 1) std::this_thread::yield();
  (void)bytes(300000);
  tw::Tensor small = bytes(300000);
  EXPECT_EQ(tw::memory_stats().idle_bytes, 0U);
  {
    std::vector<tw::Tensor> many;
    for (int i = 0; i < 5; ++i) many.push_back(bytes(64 * kMiB - kHeader));
  }
  EXPECT_EQ(tw::memory_stats().idle_bytes, whole);
  small = tw::Tensor();
  EXPECT_EQ(tw::memory_stats().idle_bytes, whole);
  step = 2;
  lives.join();
  EXPECT_EQ(tw::memory_stats().idle_bytes, whole);
}

TEST_F(MemoryTest, WhatOtherThreadsMadeAndFreedIsCounted) {
  const tw::MemoryStats before = tw::memory_stats();
  tw::Tensor made;
  in_thread([&] { made = bytes(3000); });
  EXPECT_EQ(tw::memory_stats().requests - before.requests, 1U);
  EXPECT_EQ(tw::memory_stats().system_requests - before.system_requests, 1U);
  EXPECT_GE(tw::memory_stats().live_bytes - before.live_bytes, 3000U);
  in_thread([&] { made = tw::Tensor(); });
  EXPECT_EQ(tw::memory_stats().live_bytes, before.live_bytes);
  EXPECT_EQ(tw::memory_stats().idle_bytes > 3000U, tw::kKeepsMemory);
}

TEST_F(MemoryTest, ReleasingReachesTheBlocksOfEveryThread) {
  std::atomic<int> step{0};
  std::thread lives([&] {
    (void)bytes(3000);
    step = 1;
    while (step != 2) std::this_thread::yield();
  });
  while (step != 1) std::this_thread::yield();
  in_thread([] { (void)bytes(70000); });
  (void)bytes(500);
  EXPECT_EQ(tw::memory_stats().idle_bytes > 70000U, tw::kKeepsMemory);
  tw::release_memory();
  EXPECT_EQ(tw::memory_stats().idle_bytes, 0U);
  step = 2;
  lives.join();
  EXPECT_EQ(tw::memory_stats().idle_bytes, 0U);
  EXPECT_EQ(asked_of_system([] { (void)bytes(3000); }), 1U);
}

TEST_F(MemoryTest, TensorsMayOutliveTheCacheOfTheirThread) {
  const std::size_t live = tw::memory_stats().live_bytes;
  in_thread([] {
    thread_local tw::Tensor late;  // Made before the cache, and so destroyed after it.
    late = bytes(3000);
  });
  EXPECT_EQ(tw::memory_stats().live_bytes, live);
  EXPECT_EQ(asked_of_system([] { (void)bytes(3000); }), kMiss);
}

TEST(VersionCountTest, AVersionIsThatOfTheStorage) {
  const tw::Tensor x = bytes(6);
  const tw::Tensor view = tw::view::narrow(x, 0, 1, 2);
  const tw::Tensor other = tw::view::clone(x);
  EXPECT_EQ(x.version(), 0U);
  x.bump_version();
  view.bump_version();
  EXPECT_EQ(x.version(), 2U);
  EXPECT_EQ(view.version(), 2U);
  EXPECT_EQ(tw::view::narrow(view, 0, 0, 1).version(), 2U);
  EXPECT_EQ(other.version(), 0U);
}

TEST(VersionCountTest, AKeptBlockStartsAtNoughtAgain) {
  for (int i = 0; i < 3; ++i) {
    const tw::Tensor x = bytes(6);
    EXPECT_EQ(x.version(), 0U);
    EXPECT_EQ(x.attachment(), nullptr);
    x.bump_version();
    EXPECT_EQ(x.version(), 1U);
  }
}

TEST(AttachmentTest, AnAttachmentBelongsToOneTensor) {
  int alive = 0;
  tw::Tensor x = bytes(6);
  EXPECT_EQ(x.attachment(), nullptr);
  auto attachment = std::make_unique<Counted>(alive);
  tw::Attachment* const address = attachment.get();
  x.attach(std::move(attachment));
  tw::Tensor copy = x;
  const tw::Tensor view = tw::view::narrow(x, 0, 0, 6);
  EXPECT_EQ(copy.attachment(), address);
  EXPECT_EQ(view.attachment(), nullptr);

  x = tw::Tensor();
  EXPECT_EQ(alive, 1);
  copy = tw::Tensor();
  EXPECT_EQ(alive, 0);
  EXPECT_EQ(view.numel(), 6);
}

TEST(AttachmentTest, AnotherAttachmentReplacesTheFirst) {
  int first = 0;
  int second = 0;
  const tw::Tensor x = bytes(6);
  x.attach(std::make_unique<Counted>(first));
  x.attach(std::make_unique<Counted>(second));
  EXPECT_EQ(first, 0);
  EXPECT_EQ(second, 1);
  x.attach(nullptr);
  EXPECT_EQ(second, 0);
  EXPECT_EQ(x.attachment(), nullptr);
}
