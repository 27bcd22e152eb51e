// The tables of memory as the runtime drives them, and the hooks called by hand.
#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "check/atomics.h"
#include "check/memory.h"
#include "core/report.h"
#include "cuda_emulated/kernels.h"
#include "emu/barrier.h"

extern "C" {
void __tsan_read4(void* at);
void __tsan_write4(void* at);
void __tsan_read8(void* at);
void __tsan_write1(void* at);
void __tsan_write2(void* at);
void __tsan_read16(void* at);
void __tsan_read_range(void* at, unsigned long bytes);
unsigned __tsan_atomic32_fetch_add(volatile unsigned* at, unsigned value, int order);
}

namespace emu {
namespace {

using test::thread;

// Device memory in an array of the test, and one stream.
class MemoryTest : public testing::Test {
 protected:
  static constexpr int kWords = 64;

  void SetUp() override {
    forget_faults();
    allocated(device_.data(), sizeof device_, next(), clock_, false, "cudaMalloc");
  }
  void TearDown() override {
    if (find_allocation(device_.data())->freed) return forget_faults();
    freed(device_.data(), next(), clock_);
    forget_faults();
  }

  Stamp next() { return {1, ++clock_[1]}; }
  void fill() { filled(device_.data(), sizeof device_, next(), clock_); }
  void launch(std::function<void()> body, unsigned threads = 1, unsigned blocks = 1) {
    const Stamp now = next();
    launch_begins(++launches_, now, clock_);
    static_cast<void>(run_grid({blocks, threads, 0}, {"kernel", std::move(body), {}}, launches_));
    launch_ends(launches_);
  }
  unsigned* word(int at) { return &device_[static_cast<std::size_t>(at)]; }
  static std::string found() {
    const std::string kind = latest_kind();
    forget_faults();
    return kind;
  }

  alignas(256) static std::array<unsigned, kWords> device_;
  static Clock clock_;
  static std::uint64_t launches_;
};
alignas(256) std::array<unsigned, MemoryTest::kWords> MemoryTest::device_;
Clock MemoryTest::clock_{1, 0, 0};
std::uint64_t MemoryTest::launches_ = 0;

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

TEST_F(MemoryTest, ProvenanceTellsKernelsFromTheHost) {
  fill();

  launch([&] { __tsan_write4(word(thread())); }, 16);

  const Provenance known = provenance(device_.data(), sizeof device_);
  EXPECT_EQ(found(), "");
  EXPECT_EQ(known.by_launch, 64U);
  EXPECT_EQ(known.by_host, sizeof device_ - 64);
  EXPECT_EQ(known.unwritten, 0U);
}

TEST_F(MemoryTest, ZeroedMemoryCountsAsWritten) {
  allocated(device_.data(), sizeof device_, next(), clock_, true, "pool");

  launch([&] { __tsan_read4(word(5)); });

  EXPECT_EQ(found(), "");
}

TEST_F(MemoryTest, AKernelReadsOnlyWhatWasWritten) {
  launch([&] { __tsan_read4(word(5)); });
  EXPECT_EQ(found(), "uninitialised-global");

  launch([&] { __tsan_write4(word(5)); });
  launch([&] { __tsan_read4(word(5)); });
  EXPECT_EQ(found(), "");
}

TEST_F(MemoryTest, ARangeIsCheckedToItsEnd) {
  fill();

  launch([&] { __tsan_read_range(word(60), 16); });
  EXPECT_EQ(found(), "");
  launch([&] { __tsan_read_range(word(60), 17); });
  EXPECT_EQ(found(), "out-of-bounds-global");
}

TEST_F(MemoryTest, AccessesThatAreNotAlignedAreFaults) {
  fill();

  launch([&] { __tsan_read8(word(1)); });
  EXPECT_EQ(found(), "misaligned");
  launch([&] { __tsan_read16(word(1)); });
  EXPECT_EQ(found(), "misaligned");
  launch([&] { __tsan_write2(reinterpret_cast<char*>(word(1)) + 1); });
  EXPECT_EQ(found(), "misaligned");
}

TEST_F(MemoryTest, NeighbouringHalvesAndBytesDoNotConflict) {
  launch([&] { __tsan_write2(reinterpret_cast<short*>(word(0)) + thread()); }, 64);
  launch([&] { __tsan_write1(reinterpret_cast<char*>(word(0)) + thread()); }, 64);

  EXPECT_EQ(found(), "");
}

TEST_F(MemoryTest, BlocksThatWriteOnePlaceRace) {
  launch(
      [&] {
        __tsan_write4(word(thread()));
        *word(thread()) = place().block.x;
      },
      32, 2);

  EXPECT_EQ(found(), "race-global");
}

TEST_F(MemoryTest, EqualValuesAreANote) {
  launch(
      [&] {
        __tsan_write4(word(0));
        *word(0) = 7;
      },
      32);

  EXPECT_EQ(notes_reported(), 31);
  EXPECT_EQ(faults_reported(), 0);
  EXPECT_EQ(found(), "equal-value-race");
}

TEST_F(MemoryTest, AValueThatDiffersAtLastIsNone) {
  launch(
      [&] {
        __tsan_write4(word(0));
        *word(0) = thread() == 31 ? 8 : 7;
      },
      32);

  EXPECT_EQ(found(), "race-global");
}

TEST_F(MemoryTest, AtomicsAreMadeAndDoNotRace) {
  fill();
  *word(3) = 0;

  launch([&] { __tsan_atomic32_fetch_add(word(3), 2, __ATOMIC_RELAXED); }, 64, 4);
  EXPECT_EQ(found(), "");
  EXPECT_EQ(*word(3), 512U);
  launch(
      [&] {
        atomic_access(word(3), 4);
        if (thread() == 9) __tsan_read4(word(3));
      },
      64);
  EXPECT_EQ(found(), "race-global");
}

TEST_F(MemoryTest, FreedMemoryIsNotTouched) {
  fill();
  freed(device_.data(), next(), clock_);

  launch([&] { __tsan_read4(word(0)); });
  EXPECT_EQ(found(), "use-after-free");
  filled(device_.data(), 4, next(), clock_);
  EXPECT_EQ(found(), "use-after-free");
}

TEST_F(MemoryTest, StreamsThatDoNotWaitForEachOtherRace) {
  fill();
  const Stamp other{2, ++clock_[2]};
  const Clock own{1, 0, other.tick};
  const Clock waited = clock_;

  launch_begins(++launches_, other, own);
  static_cast<void>(
      run_grid({1, 1, 0}, {"kernel", [&] { __tsan_write4(word(0)); }, {}}, launches_));
  launch_ends(launches_);
  EXPECT_EQ(found(), "use-before-allocation");

  launch_begins(++launches_, other, waited);
  static_cast<void>(
      run_grid({1, 1, 0}, {"kernel", [&] { __tsan_write4(word(0)); }, {}}, launches_));
  launch_ends(launches_);
  EXPECT_EQ(found(), "");
  clock_[2] = 0;
  launch([&] { __tsan_read4(word(0)); });
  EXPECT_EQ(found(), "race-streams");
  clock_[2] = other.tick;
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

TEST_F(MemoryTest, KernelsStayOffTheHeapAndNull) {
  const auto heap = std::make_unique<int>(0);

  launch([&] { __tsan_read4(heap.get()); });
  EXPECT_TRUE(latest_kind() == "host-pointer" || latest_kind() == "out-of-bounds-global");
  forget_faults();
  launch([] { __tsan_read4(nullptr); });
  EXPECT_EQ(found(), "null-pointer");
}

}  // namespace
}  // namespace emu
