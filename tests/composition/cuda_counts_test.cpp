#include "composition/cuda_counts.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

using Counts = std::map<std::string, double>;

TEST(CudaCountsTest, CallsAreCountedForWhatTheyDo) {
  const Counts counts = cuda_counts_of(
      "launches 7\ntw::launch 7\ncudaMalloc 2\ncudaMallocAsync 1\ncudaHostAlloc 1\n"
      "cudaMemcpy 3\ncudaMemcpyAsync 4\ncudaStreamSynchronize 5\ncudaFree 2\ncudaFreeAsync 1\n");

  EXPECT_EQ(counts, (Counts{{"launches", 7},
                            {"cuda_calls", 26},
                            {"cuda_allocations", 4},
                            {"cuda_copies", 7},
                            {"cuda_syncs", 10}}));
}

TEST(CudaCountsTest, LinesOfSeveralProcessesAreAdded) {
  EXPECT_EQ(cuda_counts_of("launches 1\nlaunches 2\n").at("launches"), 3);
}

TEST(CudaCountsTest, WhatIsNoCountCountsNothing) {
  const Counts none = cuda_counts_of("");

  EXPECT_EQ(cuda_counts_of("launches\nlaunches -1\nlaunches 1 2\nlaunches 1x\n\n cudaFree "
                           "2\nlaunches 99999999999999999999999\n"),
            none);
  EXPECT_EQ(none.size(), 5U);
}

}  // namespace
}  // namespace wright
