#include "occupancy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#if __has_include(<cuda_occupancy.h>)
#include <cuda_occupancy.h>
#define HAS_CUDA_OCCUPANCY 1
#endif

namespace wright {
namespace {

using testing::HasSubstr;

Occupancy on(int architecture, const Footprint& block) {
  return occupancy_of(block, *limits_of(architecture));
}

TEST(Occupancy, RegistersDecideHowManyBlocksFit) {
  EXPECT_EQ(on(80, {256, 0, 254, 0, 0}).blocks, 1);
  EXPECT_EQ(on(80, {256, 0, 64, 0, 0}).blocks, 4);
  EXPECT_EQ(on(80, {256, 0, 32, 0, 0}).blocks, 8);
  EXPECT_DOUBLE_EQ(on(80, {256, 0, 32, 0, 0}).share, 1.0);
  EXPECT_DOUBLE_EQ(on(80, {256, 0, 64, 0, 0}).share, 0.5);
}

TEST(Occupancy, SmallBlocksAreBoundedByTheirNumber) {
  EXPECT_EQ(on(75, {32, 0, 16, 0, 0}).blocks, 16);
  EXPECT_EQ(on(90, {32, 0, 16, 0, 0}).blocks, 32);
}

TEST(Occupancy, SharedMemoryCountsWithWhatTheDriverKeeps) {
  EXPECT_EQ(on(75, {64, 0, 16, 32 * 1024, 0}).blocks, 2);
  EXPECT_EQ(on(80, {64, 0, 16, 82 * 1024, 0}).blocks, 1);
  EXPECT_EQ(on(80, {64, 0, 16, 81 * 1024, 0}).blocks, 2);
}

TEST(Occupancy, ALaunchThatCannotBeSaysWhy) {
  EXPECT_THAT(on(80, {2048, 0, 16, 0, 0}).impossible, HasSubstr("2048 threads"));
  EXPECT_THAT(on(80, {512, 256, 16, 0, 0}).impossible, HasSubstr("__launch_bounds__ allow 256"));
  EXPECT_THAT(on(80, {1024, 0, 65, 0, 0}).impossible, HasSubstr("73728 registers"));
  EXPECT_THAT(on(75, {64, 0, 16, 65 * 1024, 0}).impossible, HasSubstr("at most 65536"));
  EXPECT_EQ(on(80, {64, 0, 16, 65 * 1024, 0}).impossible, "");
  EXPECT_EQ(on(80, {1024, 1024, 64, 0, 0}).impossible, "");
}

TEST(Occupancy, AnArchitectureThatNobodyKnowsHasNoLimits) {
  EXPECT_EQ(limits_of(70), nullptr);
  EXPECT_THAT(known_architectures(), HasSubstr("75, 80"));
}

#ifdef HAS_CUDA_OCCUPANCY
int blocks_by_nvidia(int architecture, const Footprint& block) {
  const DeviceLimits& limits = *limits_of(architecture);
  cudaOccDeviceProp device;
  device.computeMajor = architecture / 10;
  device.computeMinor = architecture % 10;
  device.maxThreadsPerBlock = kThreadsOfBlock;
  device.maxThreadsPerMultiprocessor = limits.threads;
  device.regsPerBlock = kRegistersOfBlock;
  device.regsPerMultiprocessor = kRegistersOfBlock;
  device.warpSize = kThreadsOfWarp;
  device.sharedMemPerBlock = 48 * 1024;
  device.sharedMemPerMultiprocessor = static_cast<size_t>(limits.shared);
  device.numSms = 1;
  device.sharedMemPerBlockOptin = static_cast<size_t>(limits.shared_of_block);
  device.reservedSharedMemPerBlock = static_cast<size_t>(limits.shared_reserved);
  cudaOccFuncAttributes function;
  function.maxThreadsPerBlock = kThreadsOfBlock;
  function.numRegs = block.registers;
  function.shmemLimitConfig = FUNC_SHMEM_LIMIT_OPTIN;
  function.maxDynamicSharedSizeBytes = static_cast<size_t>(limits.shared_of_block);
  function.numBlockBarriers = block.barriers;
  cudaOccDeviceState state;
  state.carveoutConfig = SHAREDMEM_CARVEOUT_MAX_SHARED;
  cudaOccResult result;
  const cudaOccError failed = cudaOccMaxActiveBlocksPerMultiprocessor(
      &result, &device, &function, &state, block.threads, static_cast<size_t>(block.shared));
  EXPECT_EQ(failed, CUDA_OCC_SUCCESS);
  return result.activeBlocksPerMultiprocessor;
}

TEST(Occupancy, NvidiasOwnReckoningAgrees) {
  for (const int architecture : {75, 80, 86, 89, 90, 100, 120}) {
    for (const int threads : {1, 32, 96, 128, 160, 256, 384, 512, 736, 1024}) {
      for (const int registers : {16, 24, 32, 40, 63, 64, 65, 96, 128, 168, 255}) {
        for (const int shared : {0, 100, 1024, 12000, 33000, 48 * 1024}) {
          const Footprint block{threads, 0, registers, shared, 1 + registers % 3};
          ASSERT_EQ(on(architecture, block).blocks, blocks_by_nvidia(architecture, block))
              << "sm_" << architecture << ", " << threads << " threads, " << registers
              << " registers, " << shared << " bytes";
        }
      }
    }
  }
}
#endif

}  // namespace
}  // namespace wright
