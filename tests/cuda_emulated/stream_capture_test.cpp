// What a capture tells, and how it is ended wrongly.
#include <thread>

#include "cuda_emulated/capturing.h"

namespace emu::test {
namespace {

class StreamCaptureTest : public CapturingTest {};

TEST_F(StreamCaptureTest, ACaptureTellsWhereItIs) {
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  unsigned long long id = 0;
  const cudaGraphNode_t* behind = nullptr;
  const cudaGraphEdgeData* edges = nullptr;
  std::size_t count = 0;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  OK(cudaMemsetAsync(at_, 0, 8, stream_));

  OK(cudaStreamGetCaptureInfo(stream_, &status, &id, &graph_, &behind, &edges, &count));
  EXPECT_EQ(status, cudaStreamCaptureStatusActive);
  EXPECT_GT(id, 0U);
  EXPECT_EQ(count, 1U);
  OK(cudaStreamUpdateCaptureDependencies(stream_, nullptr, nullptr, 0,
                                         cudaStreamSetCaptureDependencies));
  OK(cudaStreamGetCaptureInfo(stream_, &status, nullptr, nullptr, nullptr, nullptr, &count));
  EXPECT_EQ(count, 0U);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureUnjoined);
  OK(cudaStreamGetCaptureInfo(stream_, &status, nullptr, nullptr, nullptr, nullptr, nullptr));
  EXPECT_EQ(status, cudaStreamCaptureStatusNone);
}

TEST_F(StreamCaptureTest, ACaptureGoesOnInAGraphThatIsThere) {
  cudaGraphNode_t first = nullptr;
  std::size_t nodes = 0, edges = 0;
  OK(cudaGraphCreate(&graph_, 0));
  OK(cudaGraphAddEmptyNode(&first, graph_, nullptr, 0));

  OK(cudaStreamBeginCaptureToGraph(stream_, graph_, &first, nullptr, 1,
                                   cudaStreamCaptureModeRelaxed));
  OK(cudaMemsetAsync(at_, 0, 8, stream_));
  OK(cudaStreamEndCapture(stream_, &graph_));

  OK(cudaGraphGetNodes(graph_, nullptr, &nodes));
  OK(cudaGraphGetEdges(graph_, nullptr, nullptr, nullptr, &edges));
  EXPECT_EQ(nodes, 2U);
  EXPECT_EQ(edges, 1U);
}

TEST_F(StreamCaptureTest, OnlyTheStreamThatBeganEndsIt) {
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorIllegalState);
  EXPECT_EQ(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal),
            cudaErrorStreamCaptureUnsupported);
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  EXPECT_EQ(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal), cudaErrorIllegalState);
  OK(cudaEventRecord(event_, stream_));
  OK(cudaStreamWaitEvent(other_, event_, 0));

  EXPECT_EQ(cudaStreamEndCapture(other_, &graph_), cudaErrorStreamCaptureUnmatched);
  cudaError_t answer = cudaSuccess;
  std::thread([&] { answer = cudaStreamEndCapture(stream_, &graph_); }).join();
  EXPECT_EQ(answer, cudaErrorStreamCaptureWrongThread);
  OK(cudaStreamEndCapture(stream_, &graph_));
}

TEST_F(StreamCaptureTest, WaitingForACaptureEndsIt) {
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaStreamSynchronize(stream_), cudaErrorStreamCaptureUnsupported);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);

  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  OK(cudaEventRecord(event_, stream_));
  EXPECT_EQ(cudaEventSynchronize(event_), cudaErrorCapturedEvent);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);
}

TEST_F(StreamCaptureTest, ACaptureWaitsForNothingOutsideOfIt) {
  OK(cudaEventRecord(event_, other_));
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaStreamWaitEvent(stream_, event_, 0), cudaErrorStreamCaptureIsolation);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);

  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  OK(cudaStreamBeginCapture(other_, cudaStreamCaptureModeRelaxed));
  OK(cudaEventRecord(event_, other_));
  EXPECT_EQ(cudaStreamWaitEvent(stream_, event_, 0), cudaErrorStreamCaptureIsolation);
  OK(cudaStreamEndCapture(other_, &graph_));
  EXPECT_EQ(cudaStreamWaitEvent(stream_, event_, 0), cudaErrorStreamCaptureIsolation);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(cudaStreamWaitEvent(stream_, event_, 0), cudaErrorStreamCaptureIsolation);
}

TEST_F(StreamCaptureTest, AThreadMayAllowItselfWhatACaptureForbids) {
  cudaStreamCaptureMode mode = cudaStreamCaptureModeRelaxed;
  void* at = nullptr;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));

  OK(cudaThreadExchangeStreamCaptureMode(&mode));
  EXPECT_EQ(mode, cudaStreamCaptureModeGlobal);
  OK(cudaMalloc(&at, 16));
  OK(cudaThreadExchangeStreamCaptureMode(&mode));

  OK(cudaStreamEndCapture(stream_, &graph_));
}

TEST_F(StreamCaptureTest, ACaptureOfOneThreadLetsOthersAllocate) {
  void* at = nullptr;
  cudaError_t answer = cudaErrorUnknown;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal));

  std::thread([&] { answer = cudaMalloc(&at, 16); }).join();

  EXPECT_EQ(answer, cudaSuccess);
  OK(cudaStreamEndCapture(stream_, &graph_));
}

TEST_F(StreamCaptureTest, AStreamThatIsDestroyedLeavesItsCaptureInvalid) {
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  OK(cudaEventRecord(event_, stream_));
  OK(cudaStreamWaitEvent(other_, event_, 0));

  OK(cudaStreamDestroy(other_));

  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph_), cudaErrorStreamCaptureInvalidated);
}

}  // namespace
}  // namespace emu::test
