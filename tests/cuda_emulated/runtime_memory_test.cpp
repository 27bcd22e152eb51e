#include <cmath>
#include <cstdint>
#include <cstring>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class RuntimeMemoryTest : public DeviceTest {};

TW_DEVICE_VAR(int, counter);
TW_CONSTANT(float[4], weights);

__global__ void add(const float* a, float* b, int n) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < n) b[i] += a[i];
}

__global__ void count_weight(int which) {
  atomicAdd(&counter, static_cast<int>(weights[which]));
}

TEST_F(RuntimeMemoryTest, WhatWasCopiedThereAndComputedComesBack) {
  const int n = 1000;
  float* const a = on_device(std::vector<float>(n, 2));
  float* const b = on_device(std::vector<float>(n, 3));

  OK(tw::launch(add, {{4}, {256}}, a, b, n));

  EXPECT_EQ(on_host(b, n), std::vector<float>(n, 5));
}

TEST_F(RuntimeMemoryTest, FreshMemoryIsNotANumber) {
  float* at = nullptr;
  OK(cudaMalloc(&at, 4 * sizeof(float)));

  EXPECT_TRUE(std::isnan(on_host(at, 4).at(3)));
}

TEST_F(RuntimeMemoryTest, AddressesAreAlignedAndApart) {
  char *a = nullptr, *b = nullptr;
  OK(cudaMalloc(&a, 1));
  OK(cudaMalloc(&b, 1));

  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(a) % 256, 0U);
  EXPECT_GE(b - a, 512);
}

TEST_F(RuntimeMemoryTest, AnEmptyAllocationIsNullAndMayBeFreed) {
  void* at = &at;
  OK(cudaMalloc(&at, 0));
  EXPECT_EQ(at, nullptr);
  OK(cudaFree(at));
}

TEST_F(RuntimeMemoryTest, MoreThanThereIsIsOutOfMemoryAndNothingElse) {
  std::size_t free = 0, total = 0;
  OK(cudaMemGetInfo(&free, &total));
  void* at = nullptr;

  EXPECT_EQ(cudaMalloc(&at, total + 1), cudaErrorMemoryAllocation);

  EXPECT_EQ(at, nullptr);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  std::size_t free_then = 0;
  OK(cudaMemGetInfo(&free_then, &total));
  EXPECT_EQ(free_then, free);
}

TEST_F(RuntimeMemoryTest, FreedMemoryCanAllBeTakenAgain) {
  std::size_t free = 0, total = 0;
  OK(cudaMemGetInfo(&free, &total));
  for (int round = 0; round < 5; ++round) {
    std::vector<void*> all(3);
    for (void*& at : all) OK(cudaMalloc(&at, total / 4));
    for (void* at : all) OK(cudaFree(at));
  }
  std::size_t free_then = 0;
  OK(cudaMemGetInfo(&free_then, &total));
  EXPECT_EQ(free_then, free);
}

TEST_F(RuntimeMemoryTest, RowsAreCopiedByTheirPitches) {
  std::size_t pitch = 0;
  float* at = nullptr;
  OK(cudaMallocPitch(&at, &pitch, 3 * sizeof(float), 2));
  const std::vector<float> rows{1, 2, 3, 0, 4, 5, 6, 0};
  OK(cudaMemset2D(at, pitch, 0, 3 * sizeof(float), 2));

  OK(cudaMemcpy2D(at, pitch, rows.data(), 4 * sizeof(float), 3 * sizeof(float), 2,
                  cudaMemcpyHostToDevice));
  std::vector<float> back(6);
  OK(cudaMemcpy2D(back.data(), 3 * sizeof(float), at, pitch, 3 * sizeof(float), 2,
                  cudaMemcpyDeviceToHost));

  EXPECT_EQ(pitch % 256, 0U);
  EXPECT_EQ(back, (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST_F(RuntimeMemoryTest, APitchBelowTheWidthIsRefused) {
  float* const at = on_device(std::vector<float>(8));
  EXPECT_EQ(cudaMemset2D(at, 4, 0, 8, 2), cudaErrorInvalidPitchValue);
}

TEST_F(RuntimeMemoryTest, VariablesOfTheDeviceAreReachedByTheirNames) {
  const float values[4] = {1, 3, 5, 7};
  const int zero = 0;
  OK(cudaMemcpyToSymbol(weights, values, sizeof values));
  OK(cudaMemcpyToSymbol(counter, &zero, sizeof zero));

  OK(tw::launch(count_weight, {{2}, {32}}, 1));

  int counted = 0;
  OK(cudaMemcpyFromSymbol(&counted, counter, sizeof counted));
  EXPECT_EQ(counted, 3 * 64);
  std::size_t bytes = 0;
  OK(cudaGetSymbolSize(&bytes, weights));
  EXPECT_EQ(bytes, sizeof values);
}

TEST_F(RuntimeMemoryTest, AnUnknownVariableIsRefused) {
  static int ordinary = 0;
  EXPECT_EQ(cudaMemcpyToSymbol(ordinary, &ordinary, sizeof ordinary), cudaErrorInvalidSymbol);
}

TEST_F(RuntimeMemoryTest, AnAddressTellsWhoseItIs) {
  float* const device = on_device(std::vector<float>(4));
  void* pinned = nullptr;
  OK(cudaMallocHost(&pinned, 16));
  int ordinary = 0;
  cudaPointerAttributes of_device, of_pinned, of_ordinary;

  OK(cudaPointerGetAttributes(&of_device, device));
  OK(cudaPointerGetAttributes(&of_pinned, pinned));
  OK(cudaPointerGetAttributes(&of_ordinary, &ordinary));

  EXPECT_EQ(of_device.type, cudaMemoryTypeDevice);
  EXPECT_EQ(of_pinned.type, cudaMemoryTypeHost);
  EXPECT_EQ(of_ordinary.type, cudaMemoryTypeUnregistered);
  OK(cudaFreeHost(pinned));
}

TEST_F(RuntimeMemoryTest, MemoryIsRegisteredOnce) {
  std::vector<float> values(8);
  OK(cudaHostRegister(values.data(), 32, cudaHostRegisterDefault));
  EXPECT_EQ(cudaHostRegister(values.data() + 1, 8, cudaHostRegisterDefault),
            cudaErrorHostMemoryAlreadyRegistered);
  OK(cudaHostUnregister(values.data()));
  EXPECT_EQ(cudaHostUnregister(values.data()), cudaErrorHostMemoryNotRegistered);
}

TEST_F(RuntimeMemoryTest, MappedMemoryIsRefused) {
  void* at = nullptr;
  EXPECT_EQ(cudaHostAlloc(&at, 16, cudaHostAllocMapped), cudaErrorNotSupported);
}

TEST_F(RuntimeMemoryTest, AnImpossibleLaunchIsRefusedWhenItIsAsked) {
  EXPECT_EQ(tw::launch(count_weight, {{1}, {2048}}, 1), cudaErrorInvalidConfiguration);
  EXPECT_EQ(tw::launch(count_weight, {{0}, {32}}, 1), cudaErrorInvalidConfiguration);
  EXPECT_NE(tw::launch(count_weight, {{1}, {32}, std::size_t{60} << 10}, 1), cudaSuccess);

  OK(cudaFuncSetAttribute(count_weight, cudaFuncAttributeMaxDynamicSharedMemorySize, 60 << 10));
  EXPECT_EQ(tw::launch(count_weight, {{1}, {32}, std::size_t{60} << 10}, 1), cudaSuccess);
}

TEST_F(RuntimeMemoryTest, TheDeviceIsWhatItsProfileSays) {
  cudaDeviceProp about;
  OK(cudaGetDeviceProperties(&about, 0));
  int major = 0, blocks = 0;
  OK(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0));
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, count_weight, 256, 0));

  EXPECT_EQ(about.major, major);
  EXPECT_EQ(about.warpSize, 32);
  EXPECT_EQ(about.maxThreadsPerBlock, 1024);
  EXPECT_EQ(blocks, about.maxThreadsPerMultiProcessor / 256);
  EXPECT_EQ(cudaSetDevice(1), cudaErrorInvalidDevice);
}

}  // namespace
}  // namespace emu::test
