// What streams, functions and the device tell of themselves.
#include "check/memory.h"
#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class RuntimeAnswersTest : public DeviceTest {
 protected:
  cudaStream_t stream_ = nullptr;
  int number_ = 7;
};

__global__ void nothing() {}
TW_DEVICE_VAR(int, variable);

TEST_F(RuntimeAnswersTest, AStreamTellsItsPriorityItsIdAndItsDevice) {
  int least = 1, greatest = 1, priority = 1;
  unsigned long long one = 0, other = 0;
  OK(cudaDeviceGetStreamPriorityRange(&least, &greatest));
  OK(cudaStreamCreateWithPriority(&stream_, cudaStreamNonBlocking, greatest - 10));

  OK(cudaStreamGetPriority(stream_, &priority));
  OK(cudaStreamGetDevice(stream_, &number_));
  OK(cudaStreamGetId(stream_, &one));
  OK(cudaStreamGetId(nullptr, &other));

  EXPECT_LT(greatest, least);
  EXPECT_EQ(priority, greatest);
  EXPECT_EQ(number_, 0);
  EXPECT_NE(one, other);
}

TEST_F(RuntimeAnswersTest, AStreamThatWasDestroyedTellsNothingAndAnAnswerNeedsAPlace) {
  unsigned flags = 0;
  unsigned long long id = 0;
  OK(cudaStreamCreate(&stream_));
  for (const cudaError_t answer :
       {cudaStreamGetPriority(stream_, nullptr), cudaStreamGetFlags(stream_, nullptr),
        cudaStreamGetId(stream_, nullptr), cudaStreamGetDevice(stream_, nullptr)})
    EXPECT_EQ(answer, cudaErrorInvalidValue);

  OK(cudaStreamDestroy(stream_));
  for (const cudaError_t answer :
       {cudaStreamGetPriority(stream_, &number_), cudaStreamGetFlags(stream_, &flags),
        cudaStreamGetId(stream_, &id), cudaStreamGetDevice(stream_, &number_)})
    EXPECT_EQ(answer, cudaErrorInvalidResourceHandle);
}

TEST_F(RuntimeAnswersTest, ThereIsOneDeviceWithTheVersionOfItsHeaders) {
  int device = 7, runtime = 0, driver = 0;
  OK(cudaGetDeviceCount(&number_));
  OK(cudaGetDevice(&device));
  OK(cudaRuntimeGetVersion(&runtime));
  OK(cudaDriverGetVersion(&driver));

  EXPECT_EQ(number_, 1);
  EXPECT_EQ(device, 0);
  EXPECT_EQ(runtime, CUDART_VERSION);
  EXPECT_EQ(driver, CUDART_VERSION);
}

TEST_F(RuntimeAnswersTest, AKernelTellsItsLimits) {
  cudaFuncAttributes about;
  int blocks = 0;
  OK(cudaFuncGetAttributes(&about, nothing));
  OK(cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&blocks, nothing, 1024, 0,
                                                            cudaOccupancyDisableCachingOverride));

  EXPECT_EQ(about.maxThreadsPerBlock, 1024);
  EXPECT_EQ(about.maxDynamicSharedSizeBytes, 48 << 10);
  EXPECT_EQ(about.binaryVersion, 80);
  EXPECT_EQ(blocks, 2);
}

TEST_F(RuntimeAnswersTest, OnlyTheHostsPinnedAndTheDevicesLiveMemoryIsKnown) {
  unsigned flags = 0;
  cudaPointerAttributes about;
  int* const at = on_device(std::vector<int>{1, 2});
  OK(cudaFree(at));

  EXPECT_EQ(cudaHostGetFlags(&flags, &flags), cudaErrorInvalidValue);
  EXPECT_EQ(cudaPointerGetAttributes(&about, at), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(at + 1), cudaErrorInvalidValue);
  EXPECT_EQ(latest_kind(), "invalid-free");
  EXPECT_EQ(cudaFreeAsync(at, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(latest_kind(), "double-free");
  forget_faults();
  const Provenance known = provenance(at, 8);  // Told where accesses are watched alone.
  EXPECT_EQ(known.by_host + known.by_launch + known.unwritten, 0U);
}

TEST_F(RuntimeAnswersTest, ACallbackIsToldItsStreamWhenTheWorkBeforeIsDone) {
  struct Told {
    cudaStream_t stream = nullptr;
    cudaError_t status = cudaErrorUnknown;
  } told;
  const auto take = [](cudaStream_t stream, cudaError_t status, void* to) {
    *static_cast<Told*>(to) = {stream, status};
  };
  OK(cudaStreamCreate(&stream_));

  OK(cudaStreamAddCallback(stream_, take, &told, 0));
  EXPECT_EQ(told.stream, nullptr);
  OK(cudaStreamSynchronize(stream_));

  EXPECT_EQ(told.stream, stream_);
  EXPECT_EQ(told.status, cudaSuccess);
}

TEST_F(RuntimeAnswersTest, ACapturedCopyToAVariableReadsItsSourceAtEachLaunch) {
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  int back = 0;
  OK(cudaStreamCreate(&stream_));
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  OK(cudaMemcpyToSymbolAsync(variable, &number_, 4, 0, cudaMemcpyHostToDevice, stream_));
  OK(cudaStreamEndCapture(stream_, &graph));
  OK(cudaGraphInstantiate(&exec, graph, 0));

  number_ = 30;
  OK(cudaGraphLaunch(exec, stream_));
  OK(cudaStreamSynchronize(stream_));

  OK(cudaMemcpyFromSymbol(&back, variable, 4));
  EXPECT_EQ(back, 30);
}

TEST_F(RuntimeAnswersTest, WhatAPoolKeepsIsGivenBackWhenThereIsNoOtherMemory) {
  cudaMemPool_t pool = nullptr;
  std::size_t free = 0, total = 0;
  std::uint64_t keep_all = ~std::uint64_t{0};
  void *first = nullptr, *second = nullptr;
  OK(cudaMemGetInfo(&free, &total));
  OK(cudaDeviceGetDefaultMemPool(&pool, 0));
  OK(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &keep_all));
  OK(cudaMallocAsync(&first, free / 4 * 3, nullptr));
  OK(cudaFreeAsync(first, nullptr));

  OK(cudaMallocAsync(&second, free / 2, nullptr));

  OK(cudaFreeAsync(second, nullptr));
  keep_all = 0;
  OK(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &keep_all));
  OK(cudaDeviceSynchronize());
  OK(cudaMemPoolTrimTo(pool, 0));
}

}  // namespace
}  // namespace emu::test
