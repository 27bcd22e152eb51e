// What kernels do to memory, seen through the hooks.
#include <memory>

#include "check/atomics.h"
#include "cuda_emulated/device_memory.h"

namespace emu {
namespace {

using test::MemoryTest;
using test::thread;

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
