// Streams, events and captures in states that calls do not expect.
#include <thread>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class StreamStateTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    OK(cudaStreamCreate(&stream_));
    OK(cudaEventCreate(&event_));
    at_ = on_device(std::vector<int>{1, 1});
  }

  cudaStream_t stream_ = nullptr;
  cudaEvent_t event_ = nullptr;
  cudaGraph_t graph_ = nullptr;
  int* at_ = nullptr;
};

TEST_F(StreamStateTest, TheLegacyStreamHasTwoNamesAndStays) {
  OK(cudaMemsetAsync(at_, 0, 8, cudaStreamLegacy));
  OK(cudaStreamSynchronize(nullptr));
  EXPECT_EQ(on_host(at_, 1).at(0), 0);
  EXPECT_EQ(cudaStreamDestroy(nullptr), cudaErrorInvalidResourceHandle);
}

TEST_F(StreamStateTest, AQueryMovesWorkOnOneByOne) {
  OK(cudaMemsetAsync(at_, 0, 8, stream_));
  OK(cudaMemsetAsync(at_, 1, 8, stream_));
  EXPECT_EQ(cudaStreamQuery(stream_), cudaErrorNotReady);
  EXPECT_EQ(cudaStreamQuery(stream_), cudaErrorNotReady);
  OK(cudaStreamQuery(stream_));
}

TEST_F(StreamStateTest, ATimeNeedsTwoEventsThatWereRecordedOutsideOfACapture) {
  cudaEvent_t start = nullptr, captured = nullptr;
  float ms = 0;
  OK(cudaEventCreate(&start));
  OK(cudaEventCreate(&captured));
  OK(cudaEventRecord(start, nullptr));
  OK(cudaEventSynchronize(start));

  EXPECT_EQ(cudaEventElapsedTime(&ms, start, event_), cudaErrorInvalidResourceHandle);
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  OK(cudaEventRecord(captured, stream_));
  EXPECT_EQ(cudaEventElapsedTime(&ms, start, captured), cudaErrorInvalidResourceHandle);
  OK(cudaStreamEndCapture(stream_, nullptr));
  EXPECT_EQ(cudaEventElapsedTime(nullptr, start, start), cudaErrorInvalidValue);
  OK(cudaEventElapsedTime(&ms, start, start));
}

TEST_F(StreamStateTest, ALegacyStreamThatWouldWaitForACaptureEndsIt) {
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaEventRecord(event_, nullptr), cudaErrorStreamCaptureImplicit);
  EXPECT_EQ(cudaMemsetAsync(at_, 0, 8, nullptr), cudaErrorStreamCaptureImplicit);
  EXPECT_EQ(cudaFreeAsync(at_, nullptr), cudaErrorStreamCaptureImplicit);
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  OK(cudaStreamIsCapturing(stream_, &status));
  EXPECT_EQ(status, cudaStreamCaptureStatusInvalidated);
  EXPECT_EQ(cudaMemsetAsync(at_, 0, 8, stream_), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(graph_, nullptr);
}

TEST_F(StreamStateTest, AStreamThatDoesNotBlockLetsTheLegacyOneGoOn) {
  cudaStream_t free = nullptr;
  OK(cudaStreamCreateWithFlags(&free, cudaStreamNonBlocking));
  OK(cudaStreamBeginCapture(free, cudaStreamCaptureModeRelaxed));
  OK(cudaMemsetAsync(at_, 0, 8, nullptr));
  OK(cudaStreamEndCapture(free, &graph_));
}

TEST_F(StreamStateTest, MemoryFromOutsideIsNotFreedInACapture) {
  void* before = nullptr;
  OK(cudaMallocAsync(&before, 64, stream_));
  OK(cudaStreamSynchronize(stream_));
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaFreeAsync(before, stream_), cudaErrorInvalidValue);
  OK(cudaStreamEndCapture(stream_, &graph_));
  OK(cudaFreeAsync(before, stream_));
}

TEST_F(StreamStateTest, AnAddressInsideOfMemoryIsNotFreed) {
  EXPECT_EQ(cudaFreeAsync(at_ + 1, stream_), cudaErrorInvalidValue);
  EXPECT_EQ(latest_kind(), "invalid-free");
  forget_faults();
  OK(cudaFreeAsync(at_, stream_));
  OK(cudaStreamSynchronize(stream_));
}

TEST_F(StreamStateTest, DependenciesOfACaptureAreItsOwnNodes) {
  cudaGraphNode_t elsewhere = nullptr, made = nullptr;
  cudaGraph_t other = nullptr;
  const cudaGraphNode_t* behind = nullptr;
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  std::size_t count = 0;
  const auto add = [&](cudaGraphNode_t* node, unsigned flags) {
    return cudaStreamUpdateCaptureDependencies(stream_, node, nullptr, 1, flags);
  };
  OK(cudaGraphCreate(&other, 0));
  OK(cudaGraphAddEmptyNode(&elsewhere, other, nullptr, 0));
  EXPECT_EQ(add(&elsewhere, 0), cudaErrorIllegalState);

  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  OK(cudaStreamGetCaptureInfo(stream_, &status, nullptr, &graph_, nullptr, nullptr, nullptr));
  OK(cudaGraphAddEmptyNode(&made, graph_, nullptr, 0));
  EXPECT_EQ(add(&elsewhere, 0), cudaErrorInvalidValue);
  OK(cudaGraphDestroy(other));
  EXPECT_EQ(add(&elsewhere, 0), cudaErrorInvalidValue);
  OK(add(&made, cudaStreamAddCaptureDependencies));
  OK(cudaStreamGetCaptureInfo(stream_, &status, nullptr, nullptr, &behind, nullptr, &count));
  EXPECT_EQ(count, 1U);
  OK(cudaStreamEndCapture(stream_, &graph_));
  EXPECT_EQ(cudaStreamBeginCaptureToGraph(stream_, other, nullptr, nullptr, 0,
                                          cudaStreamCaptureModeRelaxed),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaStreamBeginCapture(stream_, static_cast<cudaStreamCaptureMode>(3)),
            cudaErrorInvalidValue);
}

TEST_F(StreamStateTest, AGlobalCaptureForbidsOthersToAllocateUnlessTheyAreOnTheirOwn) {
  void* at = nullptr;
  cudaError_t careful = cudaSuccess, careless = cudaSuccess;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));

  std::thread([&] {
    cudaStreamCaptureMode mode = cudaStreamCaptureModeThreadLocal;
    careful = cudaThreadExchangeStreamCaptureMode(&mode);
    if (careful == cudaSuccess) careful = cudaMalloc(&at, 16);
  }).join();
  std::thread([&] { careless = cudaMalloc(&at, 16); }).join();

  EXPECT_EQ(careful, cudaSuccess);
  EXPECT_EQ(careless, cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);
}

}  // namespace
}  // namespace emu::test
