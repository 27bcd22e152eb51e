// Arguments that calls of the runtime refuse although the first of them are right.
#include <cstdint>
#include <initializer_list>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class RuntimeArgumentsTest : public DeviceTest {
 protected:
  static void expect_all(std::initializer_list<cudaError_t> answers, cudaError_t wanted) {
    int number = 0;
    for (const cudaError_t answer : answers) EXPECT_EQ(answer, wanted) << "call " << ++number;
  }

  cudaStream_t stream_ = nullptr;
  void* at_ = nullptr;
  int number_ = 0;
  std::size_t size_ = 0;
};

__global__ void nothing() {}
TW_DEVICE_VAR(int[2], pair);
const void* const kNoKernel = nullptr;
const void* const kKernel = reinterpret_cast<const void*>(nothing);

TEST_F(RuntimeArgumentsTest, EachAnswerNeedsItsPlace) {
  OK(cudaStreamCreate(&stream_));
  OK(cudaMallocHost(&at_, 16));

  expect_all({cudaMemGetInfo(&size_, nullptr), cudaHostGetFlags(nullptr, at_),
              cudaDeviceGetAttribute(nullptr, cudaDevAttrWarpSize, 0),
              cudaStreamGetFlags(stream_, nullptr)},
             cudaErrorInvalidValue);
  OK(cudaFreeHost(at_));
}

TEST_F(RuntimeArgumentsTest, WhatIsNoKernelHasNoAttributes) {
  cudaFuncAttributes about;

  expect_all({cudaFuncSetAttribute(kNoKernel, cudaFuncAttributeMaxDynamicSharedMemorySize, 0),
              cudaFuncGetAttributes(&about, kNoKernel),
              cudaOccupancyMaxActiveBlocksPerMultiprocessor(&number_, kNoKernel, 32, 0),
              cudaOccupancyAvailableDynamicSMemPerBlock(&size_, kNoKernel, 1, 32)},
             cudaErrorInvalidDeviceFunction);
}

TEST_F(RuntimeArgumentsTest, AKernelMayBeGivenWhatTheDeviceHas) {
  constexpr auto kCarveout = cudaFuncAttributePreferredSharedMemoryCarveout;
  constexpr auto kShared = cudaFuncAttributeMaxDynamicSharedMemorySize;
  OK(cudaFuncSetAttribute(nothing, kCarveout, -1));
  OK(cudaFuncSetAttribute(nothing, kCarveout, 100));

  expect_all({cudaFuncSetAttribute(nothing, kCarveout, -2),
              cudaFuncSetAttribute(nothing, kShared, 1 << 30),
              cudaFuncSetAttribute(nothing, cudaFuncAttributeClusterDimMustBeSet, 1),
              cudaOccupancyMaxActiveBlocksPerMultiprocessor(&number_, nothing, 0, 0),
              cudaOccupancyAvailableDynamicSMemPerBlock(nullptr, kKernel, 1, 32),
              cudaOccupancyAvailableDynamicSMemPerBlock(&size_, kKernel, 0, 32),
              cudaOccupancyAvailableDynamicSMemPerBlock(&size_, kKernel, 1, 0),
              cudaOccupancyAvailableDynamicSMemPerBlock(&size_, kKernel, 1000, 32)},
             cudaErrorInvalidValue);
}

TEST_F(RuntimeArgumentsTest, OccupancyCountsThreadsAndSharedMemory) {
  int blocks = -1;
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, nothing, 32, 60 << 10));
  EXPECT_EQ(blocks, 2);
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, nothing, 2048, 0));
  EXPECT_EQ(blocks, 0);
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, nothing, 32, 1 << 20));
  EXPECT_EQ(blocks, 0);
  OK(cudaOccupancyAvailableDynamicSMemPerBlock(&size_, kKernel, 2, 32));
  EXPECT_GT(size_, std::size_t{60} << 10);
}

TEST_F(RuntimeArgumentsTest, FlagsOfTheDeviceAreKept) {
  unsigned flags = 0;
  OK(cudaInitDevice(0, cudaDeviceScheduleYield, cudaInitDeviceFlagsAreValid));
  OK(cudaGetDeviceFlags(&flags));
  EXPECT_EQ(flags, unsigned{cudaDeviceScheduleYield});
  OK(cudaInitDevice(0, cudaDeviceScheduleSpin, 0));
  OK(cudaGetDeviceFlags(&flags));
  EXPECT_EQ(flags, unsigned{cudaDeviceScheduleYield});
  OK(cudaSetDeviceFlags(0));
  OK(cudaGetDeviceFlags(&flags));
  EXPECT_EQ(flags, 0U);
  OK(cudaDeviceGetStreamPriorityRange(nullptr, nullptr));
}

TEST_F(RuntimeArgumentsTest, WhatIsNoVariableOfTheDeviceIsRefused) {
  static int ordinary = 0;
  void* second = nullptr;
  OK(cudaGetSymbolAddress(&second, pair));
  second = static_cast<int*>(second) + 1;
  const void* const inside = second;

  expect_all(
      {cudaMemcpyFromSymbol(&number_, ordinary, 4), cudaMemcpyToSymbolAsync(ordinary, &number_, 4),
       cudaMemcpyFromSymbolAsync(&number_, ordinary, 4), cudaGetSymbolAddress(&at_, ordinary),
       cudaGetSymbolSize(&size_, ordinary),
       cudaMemcpyToSymbol(inside, static_cast<const void*>(&number_), std::size_t{4},
                          std::size_t{0}, cudaMemcpyHostToDevice)},
      cudaErrorInvalidSymbol);
}

TEST_F(RuntimeArgumentsTest, AVariableIsCopiedInItsStream) {
  const int values[2] = {3, 4};
  int back[2] = {0, 0};
  OK(cudaStreamCreate(&stream_));

  OK(cudaMemcpyToSymbolAsync(pair, values, 8, 0, cudaMemcpyHostToDevice, stream_));
  OK(cudaMemcpyFromSymbolAsync(back, pair, 4, 4, cudaMemcpyDeviceToHost, stream_));
  OK(cudaStreamSynchronize(stream_));

  EXPECT_EQ(back[0], 4);
}

TEST_F(RuntimeArgumentsTest, PinnedMemoryIsGivenBackTheWayItCame) {
  int own[4] = {};
  void* none = nullptr;
  unsigned flags = 7;
  OK(cudaMallocHost(&at_, 0));
  EXPECT_EQ(at_, nullptr);
  OK(cudaFreeHost(nullptr));
  OK(cudaMallocHost(&at_, 16));
  OK(cudaHostGetFlags(&flags, at_));
  OK(cudaHostRegister(own, sizeof own, 0));

  EXPECT_EQ(cudaHostUnregister(nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(cudaHostUnregister(at_), cudaErrorHostMemoryNotRegistered);
  EXPECT_EQ(cudaHostRegister(own, 0, 0), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMallocHost(&none, std::size_t{1} << 62), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaFreeHost(own), cudaErrorInvalidValue);
  EXPECT_EQ(latest_kind(), "invalid-free");
  forget_faults();
  OK(cudaHostUnregister(own));
  OK(cudaFreeHost(at_));
}

TEST_F(RuntimeArgumentsTest, APoolHasItsAttributesWhileItLives) {
  cudaMemPool_t pool = nullptr;
  cudaMemPoolProps about = {};
  about.allocType = cudaMemAllocationTypePinned;
  about.location.type = cudaMemLocationTypeDevice;
  OK(cudaMemPoolCreate(&pool, &about));
  std::uint64_t value = 1;
  cudaMemPoolProps other = about;
  other.allocType = cudaMemAllocationTypeInvalid;
  cudaMemPoolProps host = about;
  host.location.type = cudaMemLocationTypeHost;

  expect_all({cudaMemPoolCreate(nullptr, &about), cudaMemPoolCreate(&pool, &other),
              cudaMemPoolCreate(&pool, &host),
              cudaMemPoolGetAttribute(pool, cudaMemPoolAttrUsedMemHigh, nullptr),
              cudaMemPoolSetAttribute(pool, cudaMemPoolAttrUsedMemHigh, nullptr),
              cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReservedMemHigh, &value),
              cudaMemPoolGetAttribute(pool, static_cast<cudaMemPoolAttr>(0), &value)},
             cudaErrorInvalidValue);
  OK(cudaMemPoolDestroy(pool));
  expect_all({cudaMemPoolGetAttribute(pool, cudaMemPoolAttrUsedMemHigh, &value),
              cudaMemPoolSetAttribute(pool, cudaMemPoolAttrUsedMemHigh, &value)},
             cudaErrorInvalidValue);
}

}  // namespace
}  // namespace emu::test
