// The tables of memory: bounds, lifetimes, streams, and what the host may touch.
#include "cuda_emulated/device_memory.h"

namespace emu {
namespace {

using test::MemoryTest;

TEST_F(MemoryTest, AnAllocationIsFoundFromAnyOfItsBytes) {
  const std::optional<Block> block = find_allocation(word(63));

  ASSERT_TRUE(block);
  EXPECT_EQ(block->begin, device_.data());
  EXPECT_EQ(block->bytes, sizeof device_);
  EXPECT_FALSE(block->freed);
  EXPECT_FALSE(find_allocation(device_.data() + kWords));
}

TEST_F(MemoryTest, FreeingTwiceOrInTheMiddleIsAFault) {
  freed(word(1), next(), clock_);
  EXPECT_EQ(found(), "invalid-free");
  freed(device_.data(), next(), clock_);
  EXPECT_EQ(found(), "");
  freed(device_.data(), next(), clock_);
  EXPECT_EQ(found(), "double-free");
  int local = 0;
  freed(&local, next(), clock_);
  EXPECT_EQ(found(), "invalid-free");
}

TEST_F(MemoryTest, ACopyStaysWithinItsBlock) {
  std::array<unsigned, kWords + 1> host{};

  copied(device_.data(), host.data(), sizeof device_, next(), clock_);
  EXPECT_EQ(found(), "");
  copied(word(1), host.data(), sizeof device_, next(), clock_);
  EXPECT_EQ(found(), "out-of-bounds-global");
  filled(word(63), 8, next(), clock_);
  EXPECT_EQ(found(), "out-of-bounds-global");
}

TEST_F(MemoryTest, TheHostMayOnlyCopyWhatWasWritten) {
  std::array<unsigned, kWords> host{};
  copied(device_.data(), host.data(), 128, next(), clock_);

  copied(host.data(), device_.data(), 128, next(), clock_);
  EXPECT_EQ(found(), "");
  copied(host.data(), device_.data(), 129, next(), clock_);
  EXPECT_EQ(found(), "uninitialised-copy");
}

TEST_F(MemoryTest, ACopyOnTheDevicePassesOnWhatWasWritten) {
  alignas(8) static std::array<unsigned, kWords> other;
  allocated(other.data(), sizeof other, next(), clock_, false, "cudaMalloc");
  filled(device_.data(), 6, next(), clock_);

  copied(other.data(), device_.data(), 16, next(), clock_);

  const Provenance known = provenance(other.data(), 16);
  EXPECT_EQ(known.by_host, 6U);
  EXPECT_EQ(known.unwritten, 10U);
  freed(other.data(), next(), clock_);
}

TEST_F(MemoryTest, FreedMemoryIsNotTouched) {
  fill();
  freed(device_.data(), next(), clock_);

  launch([&] { __tsan_read4(word(0)); });
  EXPECT_EQ(found(), "use-after-free");
  filled(device_.data(), 4, next(), clock_);
  EXPECT_EQ(found(), "use-after-free");
}

TEST_F(MemoryTest, AFreeThatDoesNotWaitForAUserIsAFault) {
  const Stamp other{2, ++clock_[2]};
  filled(device_.data(), 4, other, clock_);

  Clock unaware = clock_;
  unaware[2] = 0;
  freed(device_.data(), next(), unaware);

  EXPECT_EQ(found(), "free-before-last-use");
}

TEST_F(MemoryTest, TheHostDoesNotFollowDevicePointers) {
  __tsan_read4(word(0));
  EXPECT_EQ(found(), "host-dereference");
}

TEST_F(MemoryTest, TheHostWaitsForItsCopies) {
  std::array<unsigned, 4> host{};
  fill();
  const Stamp copy = next();
  host_pending(host.data(), sizeof host, copy);

  __tsan_read4(&host[3]);
  EXPECT_EQ(found(), "missing-sync");

  host_pending(host.data(), sizeof host, copy);
  host_sees(clock_);
  __tsan_read4(&host[3]);
  EXPECT_EQ(found(), "");
}

TEST_F(MemoryTest, ACopyFromMemoryThatIsStillWrittenIsAFault) {
  std::array<unsigned, 4> host{};
  const Stamp copy{2, ++clock_[2]};
  host_pending(host.data(), sizeof host, copy);

  Clock unaware = clock_;
  unaware[2] = 0;
  copied(device_.data(), host.data(), sizeof host, next(), unaware);

  EXPECT_EQ(found(), "missing-sync");
  host_sees(clock_);
}

}  // namespace
}  // namespace emu
