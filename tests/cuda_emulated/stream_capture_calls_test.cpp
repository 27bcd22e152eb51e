// What may not be called while a stream captures, and joins that are made twice.
#include <functional>

#include "cuda_emulated/capturing.h"

namespace emu::test {
namespace {

class CaptureCallsTest : public CapturingTest {
 protected:
  int host_[2] = {5, 6};
  void* made_ = nullptr;
};

TW_DEVICE_VAR(int, variable);

TEST_F(CaptureCallsTest, AGlobalCaptureIsEndedByEachCallThatIsNotOfAStream) {
  std::size_t pitch = 0;
  const std::vector<std::function<cudaError_t()>> calls{
      [&] { return cudaMalloc(&made_, 8); },
      [&] { return cudaMallocPitch(&made_, &pitch, 8, 2); },
      [&] { return cudaFree(at_); },
      [&] { return cudaMallocHost(&made_, 8); },
      [&] { return cudaHostAlloc(&made_, 8, 0); },
      [&] { return cudaFreeHost(host_); },
      [&] { return cudaHostRegister(host_, 8, 0); },
      [&] { return cudaHostUnregister(host_); },
      [&] { return cudaMemcpy(at_, host_, 8, cudaMemcpyHostToDevice); },
      [&] { return cudaMemcpy2D(at_, 4, host_, 4, 4, 2, cudaMemcpyHostToDevice); },
      [&] { return cudaMemset(at_, 0, 8); },
      [&] { return cudaMemset2D(at_, 4, 0, 4, 2); },
      [&] { return cudaMemcpyToSymbol(variable, host_, 4); },
      [&] { return cudaMemcpyFromSymbol(host_, variable, 4); },
      [&] { return cudaDeviceSynchronize(); }};
  int number = 0;
  for (const auto& make : calls) {
    OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
    EXPECT_EQ(make(), cudaErrorStreamCaptureUnsupported) << "call " << ++number;
    EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);
  }
  EXPECT_EQ(on_host(at_, 2), (std::vector<int>{1, 1}));
}

TEST_F(CaptureCallsTest, ACopyThatWouldWaitForARelaxedCaptureEndsIt) {
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaMemcpy(at_, host_, 8, cudaMemcpyHostToDevice), cudaErrorStreamCaptureImplicit);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);
}

TEST_F(CaptureCallsTest, AStreamThatWasDestroyedTellsOfNoCapture) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  OK(cudaStreamDestroy(other_));
  EXPECT_EQ(cudaStreamGetCaptureInfo(other_, &status, nullptr, nullptr, nullptr, nullptr, nullptr),
            cudaErrorInvalidResourceHandle);
}

TEST_F(CaptureCallsTest, WhoWaitsTwiceForAnEventComesBehindItOnce) {
  const cudaGraphNode_t* behind = nullptr;
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  std::size_t count = 0;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  OK(cudaMemsetAsync(at_, 0, 8, stream_));
  OK(cudaEventRecordWithFlags(event_, stream_, cudaEventRecordDefault));

  OK(cudaStreamWaitEvent(other_, event_, 0));
  OK(cudaStreamWaitEvent(other_, event_, 0));

  OK(cudaStreamGetCaptureInfo(other_, &status, nullptr, nullptr, &behind, nullptr, &count));
  EXPECT_EQ(count, 1U);
  OK(cudaStreamEndCapture(stream_, &graph_));
}

TEST_F(CaptureCallsTest, AnEventIsQueriedUntilAllBeforeItIsDone) {
  OK(cudaMemsetAsync(at_, 0, 8, stream_));
  OK(cudaEventRecord(event_, stream_));
  EXPECT_EQ(cudaEventQuery(event_), cudaErrorNotReady);
  EXPECT_EQ(cudaEventQuery(event_), cudaErrorNotReady);
  OK(cudaEventQuery(event_));
}

TEST_F(CaptureCallsTest, AQueryOfOneStreamLeavesOthersWaiting) {
  bool done = false;
  OK(cudaLaunchHostFunc(
      other_, [](void* to) { *static_cast<bool*>(to) = true; }, &done));
  OK(cudaMemsetAsync(at_, 0, 8, stream_));

  EXPECT_EQ(cudaStreamQuery(stream_), cudaErrorNotReady);
  OK(cudaStreamQuery(stream_));

  EXPECT_FALSE(done);
  OK(cudaStreamSynchronize(other_));
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace emu::test
