// The memory of a CUDA device, or of the emulator's.
#include "tw/cuda_memory.h"

#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tw/error.h"
#include "tw/ops.h"
#include "tw/stream.h"

namespace {

using tw::CudaMemoryStats;
using tw::Device;
using tw::Event;
using tw::Stream;
using tw::StreamGuard;
using tw::Tensor;
using State = tw::CudaBlock::State;

constexpr Device kCpu;
constexpr Device kCuda{Device::Kind::cuda, 0};
constexpr std::size_t kMiB = std::size_t{1} << 20;

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

#define TW_THROWS(call, message) EXPECT_EQ(error_of([&] { (void)(call); }), message)

Tensor bytes(std::size_t count) {
  const tw::DeviceGuard guard(kCuda);
  return tw::empty_tensor({static_cast<std::int64_t>(count)}, tw::Dtype::u8);
}

std::uintptr_t address(const Tensor& x) {
  return reinterpret_cast<std::uintptr_t>(x.data());
}

std::uintptr_t drop(Tensor& x) {
  return address(std::exchange(x, Tensor()));
}

std::string grouped(std::size_t number) {
  if (number < 1000) return std::to_string(number);
  return grouped(number / 1000) + "," + std::to_string(1000 + number % 1000).substr(1);
}

tw::CudaBlock block_at(std::uintptr_t at) {
  for (const tw::CudaBlock& block : tw::cuda_memory_snapshot(kCuda))
    if (block.address == at) return block;
  return {};
}

struct Room {
  std::size_t free = 0, total = 0;
  Room() { EXPECT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess); }
};

// Allows so much, or a byte less where the fraction is not exact; which it says.
std::size_t allow(double most) {
  const auto total = static_cast<double>(std::max(Room().total, kMiB));
  tw::set_memory_fraction(kCuda, most / total);
  return static_cast<std::size_t>(most / total * total);
}

Tensor counted(std::int64_t count, int first) {
  const Tensor x = tw::empty_tensor({count}, tw::Dtype::i32);
  for (std::int64_t i = 0; i < count; ++i)
    x.data_as<std::int32_t>()[i] = first + static_cast<std::int32_t>(i);
  return x;
}

bool is_counted(const Tensor& x, int first) {
  const Tensor here = tw::to_device(x, kCpu);
  for (std::int32_t i = 0; i < here.numel(); ++i)
    if (here.data_as<std::int32_t>()[i] != first + i) return false;
  return true;
}

class CudaMemoryTest : public testing::Test {
 protected:
  void SetUp() override {
    tw::set_memory_fraction(kCuda, 1.0);
    tw::release_cuda_memory(kCuda);
    start_ = tw::cuda_memory_stats(kCuda);
  }

  void TearDown() override {
    EXPECT_EQ(since().retries, retries_);
    EXPECT_EQ(since().live, 0U);
    Stream(kCuda).synchronize();
  }

  static void TearDownTestSuite() { tw::release_cuda_memory(kCuda); }

  // Bytes as of now, counts since the test began.
  [[nodiscard]] CudaMemoryStats since() const {
    CudaMemoryStats now = tw::cuda_memory_stats(kCuda);
    using Stats = CudaMemoryStats;
    for (const auto count : {&Stats::requests, &Stats::hits, &Stats::cuda_calls, &Stats::splits,
                             &Stats::joins, &Stats::retries})
      now.*count -= start_.*count;
    return now;
  }

  // Puts so much work into a stream that it is not done while the host goes on.
  static void keep_busy(const Stream& stream, const Tensor& x) {
    const auto size = static_cast<std::size_t>(x.numel());
    for (int i = 0; i < 16; ++i)
      EXPECT_EQ(cudaMemsetAsync(x.data(), i, size, stream.handle()), cudaSuccess);
  }

  CudaMemoryStats start_;
  std::uint64_t retries_ = 0;
};

struct Size { std::size_t asked, block, segment; };
constexpr Size kSizes[] = {{1, 512, 2 * kMiB}, {513, 1024, 2 * kMiB}, {kMiB, kMiB, 2 * kMiB},
    {kMiB + 1, kMiB + 512, 20 * kMiB}, {10 * kMiB, 10 * kMiB, 20 * kMiB},
    {10 * kMiB + 1, 10 * kMiB + 512, 12 * kMiB}, {11 * kMiB, 11 * kMiB, 12 * kMiB},
    {11 * kMiB + 1, 12 * kMiB, 12 * kMiB}};

}  // namespace

TEST_F(CudaMemoryTest, SegmentsAndBlocksHaveTheirSizes) {
  for (const Size& size : kSizes) {
    tw::release_cuda_memory(kCuda);
    const CudaMemoryStats before = since();
    const Tensor x = bytes(size.asked);
    const CudaMemoryStats now = since();
    EXPECT_TRUE(now.live == size.block && now.reserved == size.segment) << size.asked;
    EXPECT_EQ(now.idle, size.segment - size.block) << size.asked;
    EXPECT_EQ(now.cuda_calls, before.cuda_calls + 1);
    EXPECT_EQ(now.splits - before.splits, size.block < size.segment ? 1U : 0U) << size.asked;
    EXPECT_TRUE(address(x) % 512 == 0 && block_at(address(x)).segment == address(x));
    EXPECT_EQ(block_at(address(x)).bytes, size.block);
  }
  EXPECT_EQ(since().hits, 0U);
  (void)bytes(0);
  EXPECT_EQ(since().requests, std::size(kSizes));
}

TEST_F(CudaMemoryTest, ASecondRoundAsksCudaForNothing) {
  CudaMemoryStats first;
  for (std::uint64_t round = 1; round <= 3; ++round) {
    std::vector<Tensor> kept;
    for (const Size& size : kSizes) kept.push_back(bytes(size.asked));
    const CudaMemoryStats now = since();
    if (round == 1) first = now;
    EXPECT_EQ(now.requests, round * std::size(kSizes));
    EXPECT_TRUE(now.cuda_calls == first.cuda_calls && now.reserved == first.reserved);
    EXPECT_EQ(now.requests - now.hits, first.cuda_calls);
    EXPECT_GE(now.peak_live, now.live);
  }
  EXPECT_EQ(since().idle, since().reserved);
}

TEST_F(CudaMemoryTest, ASplitAndAJoinGiveOneBlockAgain) {
  std::vector<int> order = {0, 1, 2};
  do {
    std::vector<Tensor> blocks;
    for (int i = 0; i < 3; ++i) blocks.push_back(bytes(512));
    EXPECT_EQ(address(blocks[2]), address(blocks[0]) + 1024);
    EXPECT_EQ(tw::cuda_memory_snapshot(kCuda).size(), 4U);
    for (const int i : order) (void)drop(blocks[static_cast<std::size_t>(i)]);
    const std::vector<tw::CudaBlock> left = tw::cuda_memory_snapshot(kCuda);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_TRUE(left[0].bytes == 2 * kMiB && left[0].state == State::idle);
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_TRUE(since().splits == 18 && since().joins == 18 && since().cuda_calls == 1);
}

TEST_F(CudaMemoryTest, TheBestFitIsTakenAndOfEqualOnesTheFirst) {
  std::vector<Tensor> kept;
  for (const std::size_t size : {2048, 512, 1024, 512, 1024, 512}) kept.push_back(bytes(size));
  (void)drop(kept[0]);
  const std::uintptr_t first = drop(kept[2]);
  const std::uintptr_t second = drop(kept[4]);
  for (const std::size_t i : {2, 4}) kept[i] = bytes(1000);
  EXPECT_TRUE(address(kept[2]) == first && address(kept[4]) == second);
  EXPECT_EQ(since().splits, 6U);
  // Where less than 1 MiB is left over of a large one, it stays whole.
  Tensor large = bytes(12 * kMiB);
  const std::uintptr_t at = drop(large);
  large = bytes(11 * kMiB + 512);
  EXPECT_TRUE(address(large) == at && block_at(at).bytes == 12 * kMiB);
}

TEST_F(CudaMemoryTest, ABlockBelongsToTheStreamThatWasCurrent) {
  const Stream stream = Stream::from_pool(kCuda);
  std::uintptr_t there = 0;
  {
    const StreamGuard guard(stream);
    Tensor x = bytes(512);
    EXPECT_EQ(block_at(address(x)).stream, reinterpret_cast<std::uintptr_t>(stream.handle()));
    there = drop(x);
  }
  const Tensor y = bytes(512);
  EXPECT_TRUE(block_at(address(y)).stream == 0 && block_at(address(y)).segment != there);
  const StreamGuard guard(stream);
  EXPECT_EQ(address(bytes(512)), there);
  EXPECT_TRUE(since().cuda_calls == 2 && since().hits == 1);
}

TEST_F(CudaMemoryTest, ABlockThatAnotherStreamUsesComesBackWhenThatHasPassed) {
  const Stream stream = Stream::from_pool(kCuda);
  const Stream other = Stream::from_pool(kCuda, true);
  for (const bool by_view : {false, true}) {
    Tensor x = bytes(4 * kMiB);
    keep_busy(stream, x);
    Tensor view = tw::narrow(x, 0, 700, 5);
    for (const Stream& use : {stream, other, stream}) tw::record_stream(by_view ? view : x, use);
    const std::uintptr_t at = drop(x);
    EXPECT_EQ(block_at(at).state, State::live);
    (void)drop(view);
    EXPECT_TRUE(block_at(at).state == State::waiting && since().live == 0);
    const Tensor y = bytes(4 * kMiB);
    EXPECT_TRUE(address(y) != at && block_at(at).state == State::waiting);
    EXPECT_EQ(since().live + since().idle + 4 * kMiB, since().reserved);
    stream.synchronize();
    EXPECT_EQ(address(bytes(4 * kMiB)), at);
  }
  EXPECT_EQ(since().cuda_calls, 1U);
  Tensor x = bytes(512);
  tw::record_stream(x, Stream(kCuda));
  keep_busy(Stream(kCuda), x);
  const std::uintptr_t at = drop(x);
  EXPECT_EQ(block_at(at).state, State::idle);
  EXPECT_EQ(address(bytes(512)), at);
  for (const Tensor& none : {bytes(0), counted(3, 0)}) tw::record_stream(none, stream);
}

TEST_F(CudaMemoryTest, AFractionThatIsReachedThrowsAndLeavesAllInOrder) {
  const std::size_t most = allow(30.5 * kMiB);
  Tensor a = bytes(10 * kMiB);
  const Tensor b = bytes(10 * kMiB);
  const CudaMemoryStats before = since();
  const std::string error = "[cuda] out of memory: 10,485,760 bytes asked, " +
                            grouped(most - 20 * kMiB) + " of " + grouped(most) + " free";
  for (int i = 0; i < 2; ++i) TW_THROWS(bytes(10 * kMiB), error);
  EXPECT_TRUE(since().live == before.live && since().reserved == before.reserved);
  EXPECT_EQ(since().cuda_calls, before.cuda_calls);
  const std::uintptr_t at = drop(a);
  EXPECT_EQ(address(bytes(10 * kMiB)), at);
  tw::set_memory_fraction(kCuda, 1.0);
  (void)bytes(20 * kMiB);
}

TEST_F(CudaMemoryTest, WhatIsIdleIsGivenBackWhereMemoryIsShort) {
  (void)allow(22.5 * kMiB);
  {
    const StreamGuard guard(Stream::from_pool(kCuda));
    (void)bytes(10 * kMiB);
    (void)bytes(1);
  }
  EXPECT_EQ(since().idle, 22 * kMiB);
  (void)bytes(2 * kMiB);
  EXPECT_TRUE(since().reserved == 22 * kMiB && since().retries == 1 && since().cuda_calls == 4);
  (void)bytes(22 * kMiB);
  EXPECT_TRUE(since().reserved == 22 * kMiB && since().cuda_calls == 7);
  retries_ = 2;
}

TEST_F(CudaMemoryTest, ADeviceThatIsFullGivesBackAndThenSaysSo) {
  (void)bytes(1);
  const Room room;
  void* most = nullptr;
  ASSERT_EQ(cudaMalloc(&most, room.free - 16 * kMiB), cudaSuccess);
  const std::string error = error_of([] { (void)bytes(3 * kMiB); });
  EXPECT_TRUE(error.starts_with("[cuda] out of memory: 3,145,728 bytes asked, ")) << error;
  EXPECT_TRUE(error.ends_with(" of " + grouped(room.total) + " free")) << error;
  EXPECT_EQ(cudaFree(most), cudaSuccess);
  EXPECT_TRUE(since().reserved == 0 && since().cuda_calls == 4);
  retries_ = 1;
}

TEST_F(CudaMemoryTest, FractionsAndDevicesThatThereAreNot) {
  const std::string start = "[set_memory_fraction] fraction must be above 0 and at most 1, got ";
  TW_THROWS(tw::set_memory_fraction(kCuda, 1.5), start + "1.5");
  TW_THROWS(tw::set_memory_fraction(kCuda, 0), start + "0");
  TW_THROWS(tw::set_memory_fraction(kCuda, std::nan("")), start + "nan");
  for (const std::int8_t index : {std::int8_t{-1}, std::int8_t{127}}) {
    const Device none{Device::Kind::cuda, index};
    TW_THROWS(tw::cuda_memory_stats(none), "[cuda] there is no CUDA device");
    TW_THROWS(tw::release_cuda_memory(none), "[cuda] there is no CUDA device");
    TW_THROWS(tw::current_stream(none), "[cuda] there is no CUDA device");
  }
  TW_THROWS(tw::release_cuda_memory(kCpu), "[cuda] cpu is no CUDA device");
}

TEST_F(CudaMemoryTest, ThreadsTakeAndFree) {
  std::vector<Tensor> kept(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kept.size(); ++t) {
    threads.emplace_back([&, t] {
      const auto work = [&] {
        for (std::size_t i = 0; i < 100; ++i) kept[t] = bytes(512 + 7919 * (t + i) % 100'000);
      };
      EXPECT_EQ(error_of(work), "no error");
    });
  }
  for (std::thread& thread : threads) thread.join();
  // What is idle is released, and the rest stays.
  (void)bytes(3 * kMiB);
  tw::release_cuda_memory(kCuda);
  EXPECT_EQ(since().reserved, 2 * kMiB);
  std::thread([&] { kept.clear(); }).join();
  EXPECT_EQ(since().idle, since().reserved);
}

TEST_F(CudaMemoryTest, PinnedCopiesAreExactAndNotPinnedAgain) {
  const Tensor x = tw::reshape(counted(12, 1), {3, 4});
  EXPECT_FALSE(tw::is_pinned(x));
  const Tensor there = tw::pinned(x);
  EXPECT_TRUE(tw::is_pinned(there) && there.device() == kCpu && is_counted(there, 1));
  EXPECT_TRUE(tw::pinned(there).impl() == there.impl() && tw::is_pinned(tw::select(there, 0, 2)));
  const Tensor crossed = tw::pinned(tw::transpose(x, 0, 1));
  EXPECT_TRUE(crossed.is_contiguous() && crossed.data_as<std::int32_t>()[1] == 5);
  const Tensor none = tw::pinned(tw::empty_tensor({0, 3}));
  EXPECT_TRUE(tw::is_pinned(none) && none.size(1) == 3 && none.storage_numel() == 0);
  EXPECT_FALSE(tw::is_pinned(tw::to_device(there, kCuda)));
  TW_THROWS(tw::pinned(Tensor()), "[pinned] the tensor is undefined");
  TW_THROWS(tw::pinned(bytes(1)), "[pinned] x is on cuda:0, not on the CPU");
}

TEST_F(CudaMemoryTest, PinnedMemoryIsKeptUntilItsCopiesHaveEnded) {
  Tensor a = tw::pinned(counted(5000, 1));
  const std::uintptr_t at = drop(a);
  a = tw::pinned(counted(4500, 2));
  EXPECT_EQ(address(a), at);
  const Tensor work = bytes(4 * kMiB);
  keep_busy(Stream(kCuda), work);
  const Tensor first = tw::to_device(a, kCuda);
  const Tensor second = tw::to_device(tw::narrow(a, 0, 100, 50), kCuda);
  (void)drop(a);
  const Tensor b = tw::pinned(counted(5000, 3));
  EXPECT_TRUE(address(b) != at && !Stream(kCuda).is_done());
  EXPECT_TRUE(is_counted(first, 2) && is_counted(second, 102));
  EXPECT_EQ(address(tw::pinned(counted(5000, 4))), at);
  // Where another stream is current, the copy is for both.
  const StreamGuard guard(Stream::from_pool(kCuda));
  const Tensor third = tw::to_device(b, kCuda);
  b.data_as<std::int32_t>()[0] = 7;
  EXPECT_TRUE(is_counted(third, 3));
}

TEST_F(CudaMemoryTest, StreamsOfThePoolAreGivenOutInTurn) {
  for (const bool high : {false, true}) {
    const Stream first = Stream::from_pool(kCuda, high);
    for (int i = 1; i < 32; ++i) EXPECT_FALSE(Stream::from_pool(kCuda, high) == first);
    EXPECT_EQ(Stream::from_pool(kCuda, high), first);
    EXPECT_TRUE(first.device() == kCuda && first.is_done());
    int priority = 1;
    EXPECT_EQ(cudaStreamGetPriority(first.handle(), &priority), cudaSuccess);
    EXPECT_EQ(priority < 0, high);
    const auto is_default = [] { EXPECT_EQ(tw::current_stream(kCuda), Stream(kCuda)); };
    is_default();
    const StreamGuard guard(first);
    EXPECT_EQ(tw::current_stream(kCuda), first);
    std::thread([&] { EXPECT_EQ(error_of(is_default), "no error"); }).join();
  }
  EXPECT_EQ(tw::current_stream(kCuda), Stream(kCuda));
}

TEST_F(CudaMemoryTest, EventsArePointsInTheWorkOfStreams) {
  const Stream stream = Stream::from_pool(kCuda);
  const Stream other = Stream::from_pool(kCuda);
  Event begin(true);
  Event end(true);
  EXPECT_TRUE(begin.is_done());
  begin.synchronize();
  begin.make_wait(stream);
  TW_THROWS(begin.milliseconds_to(end), "[event] not recorded");
  TW_THROWS(begin.milliseconds_to(Event()), "[event] made without time");
  begin.record(stream);
  begin.make_wait(other);
  end.record(other);
  EXPECT_GE(begin.milliseconds_to(end), 0.0F);
  EXPECT_TRUE(begin.is_done() && end.is_done() && stream.is_done());
  Event moved(std::move(begin));
  end = std::move(moved);
  end.record(stream);
  end.synchronize();
}
