// Accesses beside device memory: which block they missed, or whose memory they met.
#include <gmock/gmock.h>
#include <sys/mman.h>

#include "check/atomics.h"
#include "core/user_code.h"
#include "cuda_emulated/device_memory.h"

extern "C" void __tsan_write_range(void* at, unsigned long bytes);

namespace emu {
namespace {

using test::MemoryTest;
using testing::HasSubstr;

// Two blocks of 16 words with as many between them, away from the program's own variables.
class PlacesTest : public MemoryTest {
 protected:
  void SetUp() override {
    MemoryTest::SetUp();
    allocated(word(0), 64, next(), clock_, false, "cudaMalloc");
    allocated(word(32), 64, next(), clock_, false, "cudaMallocAsync");
  }
  void TearDown() override {
    freed(word(0), next(), clock_);
    freed(word(32), next(), clock_);
    MemoryTest::TearDown();
  }
  static unsigned* word(int at) {
    static void* const page =
        mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return static_cast<unsigned*>(page) + at;
  }
  // What is written of the fault that the work makes.
  template <class Work>
  std::string told(Work work) {
    testing::internal::CaptureStderr();
    work();
    forget_faults();
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(PlacesTest, AnAccessIsToldByTheNearestBlock) {
  EXPECT_THAT(told([&] { launch([&] { __tsan_read4(word(17)); }); }),
              HasSubstr("4 bytes, 4 behind the end of 64 bytes of cudaMalloc"));
  EXPECT_THAT(told([&] { launch([&] { __tsan_read4(word(31)); }); }),
              HasSubstr("4 bytes, 4 before the begin of 64 bytes of cudaMallocAsync"));
}

TEST_F(PlacesTest, ACopyFromBetweenTheBlocksIsOutOfBounds) {
  unsigned host = 0;
  copied(&host, word(20), 4, next(), clock_);
  EXPECT_EQ(found(), "out-of-bounds-global");
  copied(word(20), &host, 4, next(), clock_);
  EXPECT_EQ(found(), "out-of-bounds-global");
  filled(word(20), 4, next(), clock_);
  EXPECT_EQ(found(), "out-of-bounds-global");
}

TEST_F(PlacesTest, NothingIsCopiedOrFilledAnywhere) {
  copied(word(20), word(21), 0, next(), clock_);
  filled(word(20), 0, next(), clock_);
  EXPECT_EQ(found(), "");
}

TEST_F(PlacesTest, OfWhatIsNoDeviceMemoryNothingIsKnown) {
  const unsigned local = 0;
  const Provenance known = provenance(&local, 4);
  EXPECT_EQ(known.by_host + known.by_launch + known.unwritten, 0U);
}

TEST_F(PlacesTest, FarFromAllBlocksIsTheHosts) {
  launch([] { __tsan_read4(reinterpret_cast<void*>(std::uintptr_t{1} << 17)); });
  EXPECT_EQ(found(), "host-pointer");
  unsigned local = 0;
  launch([&] { __tsan_read4(&local); });
  EXPECT_EQ(found(), "host-pointer");
}

TEST_F(PlacesTest, AKernelReadsItsParametersAndConstants) {
  static const unsigned constant = 3;
  const unsigned given = 5;
  const auto read_both = [&given] {
    __tsan_read4(const_cast<unsigned*>(&constant));
    __tsan_read4(const_cast<unsigned*>(&given));
  };
  launch_begins(++launches_, next(), clock_);

  const Kernel kernel{"kernel", read_both, {&given, sizeof given, nullptr}};
  EXPECT_EQ(run_grid({1, 1, 0}, kernel, launches_), cudaSuccess);

  launch_ends(launches_);
  EXPECT_EQ(found(), "");
}

TEST_F(PlacesTest, MemoryThatIsGivenOutAgainReplacesWhatLayThere) {
  freed(word(0), next(), clock_);
  freed(word(32), next(), clock_);

  allocated(word(8), 128, next(), clock_, false, "cudaMalloc");

  EXPECT_EQ(find_allocation(word(39))->begin, word(8));
  EXPECT_FALSE(find_allocation(word(0)));
  EXPECT_FALSE(find_allocation(word(47)));
  freed(word(8), next(), clock_);
  allocated(word(0), 64, next(), clock_, false, "cudaMalloc");
  allocated(word(32), 64, next(), clock_, false, "cudaMalloc");
}

TEST_F(PlacesTest, WhatTheEmulatorTouchesIsNobodysBusiness) {
  {
    const HostInEmulator ours;
    __tsan_read4(word(0));
  }
  launch([&] {
    const InEmulator ours;
    __tsan_read4(word(0));
    __tsan_read4(reinterpret_cast<char*>(word(0)) + 1);
  });
  EXPECT_EQ(found(), "");
}

TEST_F(PlacesTest, NoBytesAreNoAccess) {
  launch([&] {
    __tsan_read_range(word(20), 0);
    __tsan_write_range(word(20), 0);
  });
  EXPECT_EQ(found(), "");
}

TEST_F(PlacesTest, TheHostsOwnMemoryIsItsOwn) {
  std::array<unsigned, 2> own{};
  __tsan_read4(reinterpret_cast<char*>(own.data()) + 1);
  atomic_access(own.data(), 4);
  launch([&] {
    unsigned local = 0;
    atomic_access(&local, 4);
  });
  EXPECT_EQ(found(), "");
}

TEST_F(PlacesTest, FreedMemoryIsNoLongerTheDevices) {
  freed(word(0), next(), clock_);
  __tsan_read4(word(0));
  EXPECT_EQ(found(), "");
  allocated(word(0), 64, next(), clock_, false, "cudaMalloc");
}

TEST_F(MemoryTest, TheHostWaitsForEachOfItsCopies) {
  std::array<unsigned, 12> host{};
  fill();
  const Stamp first = next(), second = next();
  host_pending(&host[8], 16, second);
  host_pending(&host[0], 16, first);

  __tsan_read4(&host[5]);
  EXPECT_EQ(found(), "");
  Clock seen = clock_;
  seen[1] = first.tick;
  host_sees(seen);
  __tsan_read4(&host[0]);
  EXPECT_EQ(found(), "");
  __tsan_read4(&host[8]);
  EXPECT_EQ(found(), "missing-sync");
  __tsan_read4(&host[8]);
  EXPECT_EQ(found(), "");
}

}  // namespace
}  // namespace emu
