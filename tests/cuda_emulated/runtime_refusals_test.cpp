// What the emulated runtime refuses, and with which error.
#include <initializer_list>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class RuntimeRefusalTest : public DeviceTest {
 protected:
  static void expect_all(std::initializer_list<cudaError_t> answers, cudaError_t wanted) {
    int number = 0;
    for (const cudaError_t answer : answers) EXPECT_EQ(answer, wanted) << "call " << ++number;
  }
  static void do_nothing(void* /*unused*/) {}
  static void call_back(cudaStream_t /*stream*/, cudaError_t /*status*/, void* /*data*/) {}

  cudaStream_t stream_ = nullptr;
  cudaEvent_t event_ = nullptr;
  cudaGraph_t graph_ = nullptr;
  cudaGraphExec_t exec_ = nullptr;
  cudaMemPool_t pool_ = nullptr;
  void* at_ = nullptr;
  int number_ = 0;
};

__global__ void nothing() {}
TW_DEVICE_VAR(int, variable);

TEST_F(RuntimeRefusalTest, AnAnswerNeedsAPlace) {
  const auto nowhere = static_cast<void**>(nullptr);

  expect_all({cudaGetDeviceCount(nullptr),
              cudaGetDevice(nullptr),
              cudaGetDeviceFlags(nullptr),
              cudaGetDeviceProperties(nullptr, 0),
              cudaRuntimeGetVersion(nullptr),
              cudaDriverGetVersion(nullptr),
              cudaMemGetInfo(nullptr, nullptr),
              cudaMallocHost(nowhere, 8),
              cudaMalloc(nowhere, 8),
              cudaMallocAsync(nowhere, 8, nullptr),
              cudaMallocPitch(&at_, nullptr, 8, 8),
              cudaStreamCreate(nullptr),
              cudaStreamGetFlags(nullptr, nullptr),
              cudaStreamIsCapturing(nullptr, nullptr),
              cudaEventCreate(nullptr),
              cudaEventElapsedTime(nullptr, nullptr, nullptr),
              cudaGraphCreate(nullptr, 0),
              cudaPointerGetAttributes(nullptr, &number_),
              cudaDeviceGetMemPool(nullptr, 0),
              cudaHostGetFlags(nullptr, nullptr),
              cudaThreadExchangeStreamCaptureMode(nullptr),
              cudaGetSymbolSize(nullptr, variable),
              cudaGetSymbolAddress(nullptr, variable),
              cudaFuncGetAttributes(nullptr, nothing),
              cudaOccupancyMaxActiveBlocksPerMultiprocessor(nullptr, nothing, 32, 0)},
             cudaErrorInvalidValue);
}

TEST_F(RuntimeRefusalTest, ThereIsOneDevice) {
  cudaDeviceProp about;
  OK(cudaDeviceGetDefaultMemPool(&pool_, 0));

  expect_all({cudaSetDevice(1), cudaInitDevice(1, 0, 0), cudaGetDeviceProperties(&about, 1),
              cudaDeviceGetAttribute(&number_, cudaDevAttrWarpSize, 1),
              cudaDeviceGetMemPool(&pool_, 1), cudaDeviceSetMemPool(1, pool_)},
             cudaErrorInvalidDevice);
}

TEST_F(RuntimeRefusalTest, AStreamThatWasDestroyedIsNone) {
  int* const a = on_device(std::vector<int>{1});
  OK(cudaEventCreate(&event_));
  OK(cudaGraphCreate(&graph_, 0));
  OK(cudaGraphInstantiate(&exec_, graph_, 0));
  OK(cudaStreamCreate(&stream_));
  OK(cudaStreamDestroy(stream_));
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;

  expect_all({cudaStreamSynchronize(stream_), cudaStreamQuery(stream_), cudaStreamDestroy(stream_),
              cudaStreamGetPriority(stream_, &number_), cudaMemsetAsync(a, 0, 4, stream_),
              cudaMemcpyAsync(a, &number_, 4, cudaMemcpyHostToDevice, stream_),
              cudaMemcpyToSymbolAsync(variable, &number_, 4, 0, cudaMemcpyHostToDevice, stream_),
              cudaStreamWaitEvent(stream_, event_, 0), cudaEventRecord(event_, stream_),
              cudaLaunchHostFunc(stream_, do_nothing, nullptr), cudaMallocAsync(&at_, 4, stream_),
              cudaFreeAsync(a, stream_), cudaGraphLaunch(exec_, stream_),
              cudaGraphUpload(exec_, stream_), cudaStreamEndCapture(stream_, &graph_),
              cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal),
              cudaStreamIsCapturing(stream_, &status),
              cudaStreamUpdateCaptureDependencies(stream_, nullptr, nullptr, 0, 0),
              tw::launch(nothing, {{1}, {1}, 0, stream_})},
             cudaErrorInvalidResourceHandle);
}

TEST_F(RuntimeRefusalTest, AnEventThatWasDestroyedOrNeverRecordedIsNone) {
  cudaEvent_t silent = nullptr;
  OK(cudaEventCreate(&event_));
  OK(cudaEventDestroy(event_));
  OK(cudaEventCreateWithFlags(&silent, cudaEventDisableTiming));
  OK(cudaEventQuery(silent));
  OK(cudaStreamWaitEvent(nullptr, silent, 0));
  OK(cudaEventRecord(silent, nullptr));
  float ms = 0;

  expect_all(
      {cudaEventRecord(event_, nullptr), cudaEventQuery(event_), cudaEventSynchronize(event_),
       cudaEventDestroy(event_), cudaStreamWaitEvent(nullptr, event_, 0),
       cudaEventElapsedTime(&ms, event_, event_), cudaEventElapsedTime(&ms, silent, silent)},
      cudaErrorInvalidResourceHandle);
}

TEST_F(RuntimeRefusalTest, FlagsThatNobodyKnowsAreRefused) {
  OK(cudaEventCreate(&event_));
  OK(cudaGraphCreate(&graph_, 0));
  constexpr unsigned kUnknown = 1U << 20;

  expect_all(
      {cudaStreamCreateWithFlags(&stream_, kUnknown), cudaEventCreateWithFlags(&event_, kUnknown),
       cudaSetDeviceFlags(kUnknown), cudaHostAlloc(&at_, 8, kUnknown),
       cudaHostRegister(&number_, 4, kUnknown), cudaHostRegister(nullptr, 4, 0),
       cudaGraphCreate(&graph_, 1), cudaStreamWaitEvent(nullptr, event_, kUnknown),
       cudaStreamAddCallback(nullptr, call_back, nullptr, 1),
       cudaStreamAddCallback(nullptr, nullptr, nullptr, 0),
       cudaLaunchHostFunc(nullptr, nullptr, nullptr),
       cudaGraphInstantiate(&exec_, graph_, kUnknown),
       cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&number_, nothing, 32, 0, kUnknown),
       cudaFuncSetAttribute(nothing, cudaFuncAttributeMaxDynamicSharedMemorySize, -1),
       cudaFuncSetAttribute(nothing, cudaFuncAttributePreferredSharedMemoryCarveout, 101),
       cudaDeviceGetAttribute(&number_, cudaDevAttrMaxTexture1DWidth, 0)},
      cudaErrorInvalidValue);
}

TEST_F(RuntimeRefusalTest, WhatIsNotModelledIsNotSupported) {
  OK(cudaEventCreate(&event_));
  OK(cudaGraphCreate(&graph_, 0));
  OK(cudaStreamCreate(&stream_));
  cudaGraphNode_t node = nullptr;
  OK(cudaGraphAddEmptyNode(&node, graph_, nullptr, 0));
  const cudaGraphEdgeData edge = {};
  cudaGraphEdgeData place = {};
  std::size_t count = 0;
  cudaMemPoolProps shared = {};
  shared.handleTypes = cudaMemHandleTypePosixFileDescriptor;

  expect_all({cudaEventCreateWithFlags(&event_, cudaEventInterprocess | cudaEventDisableTiming),
              cudaEventRecordWithFlags(event_, nullptr, cudaEventRecordExternal),
              cudaGraphInstantiate(&exec_, graph_, cudaGraphInstantiateFlagDeviceLaunch),
              cudaGraphAddDependencies(graph_, &node, &node, &edge, 1),
              cudaGraphRemoveDependencies(graph_, &node, &node, &edge, 1),
              cudaGraphGetEdges(graph_, nullptr, nullptr, &place, &count),
              cudaGraphNodeGetDependencies(node, nullptr, &place, &count),
              cudaStreamBeginCaptureToGraph(stream_, graph_, nullptr, &edge, 0,
                                            cudaStreamCaptureModeGlobal),
              cudaStreamUpdateCaptureDependencies(stream_, &node, &edge, 1, 0),
              cudaStreamQuery(cudaStreamPerThread), cudaMemPoolCreate(&pool_, &shared),
              cudaHostRegister(&number_, 4, cudaHostRegisterMapped)},
             cudaErrorNotSupported);
}

TEST_F(RuntimeRefusalTest, ACopyHasTwoSidesADirectionAndRoom) {
  int* const a = on_device(std::vector<int>{1, 2, 3, 4});
  std::vector<int> host(4);
  int* const none = nullptr;

  EXPECT_EQ(cudaMemcpy(none, a, 4, cudaMemcpyDeviceToHost), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemset(none, 0, 4), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpy(a, host.data(), 4, static_cast<cudaMemcpyKind>(7)),
            cudaErrorInvalidMemcpyDirection);
  EXPECT_EQ(cudaMemcpy2D(a, 2, host.data(), 8, 4, 2, cudaMemcpyHostToDevice),
            cudaErrorInvalidPitchValue);
  OK(cudaMemcpy(none, none, 0, cudaMemcpyDeviceToHost));
  OK(cudaMemset(none, 0, 0));
  OK(cudaMemcpy2DAsync(host.data(), 8, a, 8, 4, 2, cudaMemcpyDefault, nullptr));
  OK(cudaMemset2DAsync(a, 8, 0, 4, 2, nullptr));
  OK(cudaDeviceSynchronize());
  EXPECT_EQ(host, (std::vector<int>{1, 0, 3, 0}));
}

TEST_F(RuntimeRefusalTest, AMisuseIsReportedAndRefused) {
  int* const a = on_device(std::vector<int>{1, 2, 3, 4});
  const auto kind_of = [](cudaError_t answer) {
    EXPECT_EQ(answer, cudaErrorInvalidValue);
    return latest_kind();
  };

  EXPECT_EQ(kind_of(cudaMemcpy(a, a + 1, 8, cudaMemcpyDeviceToDevice)), "copy-overlap");
  EXPECT_EQ(kind_of(cudaMemcpy(a, a + 1, 8, cudaMemcpyHostToDevice)), "wrong-direction");
  EXPECT_EQ(kind_of(cudaMemset(a, 0, 17)), "out-of-bounds-copy");
  EXPECT_EQ(kind_of(cudaMemset(&number_, 0, 4)), "host-pointer");
  EXPECT_EQ(kind_of(cudaMemcpyToSymbol(variable, a, 4, 2)), "out-of-bounds-copy");
  EXPECT_EQ(kind_of(cudaFree(a + 1)), "invalid-free");
  EXPECT_EQ(kind_of(cudaFreeHost(&number_)), "invalid-free");
  OK(cudaFree(a));
  EXPECT_EQ(kind_of(cudaFree(a)), "double-free");
  EXPECT_EQ(kind_of(cudaMemset(a, 0, 4)), "use-after-free");
  forget_faults();
}

}  // namespace
}  // namespace emu::test
