#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class GraphTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    OK(cudaStreamCreate(&stream_));
    OK(cudaStreamCreate(&other_));
    at_ = on_device(std::vector<int>{1, 1});
  }

  cudaGraphExec_t captured_scale(int factor, cudaGraph_t* graph) {
    cudaGraphExec_t exec = nullptr;
    EXPECT_EQ(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal), cudaSuccess);
    scale_in(stream_, at_, factor);
    EXPECT_EQ(cudaStreamEndCapture(stream_, graph), cudaSuccess);
    EXPECT_EQ(cudaGraphInstantiate(&exec, *graph, 0), cudaSuccess);
    return exec;
  }
  static void scale_in(cudaStream_t stream, int* at, int factor);

  cudaStream_t stream_ = nullptr, other_ = nullptr;
  int* at_ = nullptr;
};

__global__ void scale(int* at, int factor) {
  *at *= factor;
}

void GraphTest::scale_in(cudaStream_t stream, int* at, int factor) {
  EXPECT_EQ(tw::launch(scale, {{1}, {1}, 0, stream}, at, factor), cudaSuccess);
}

TEST_F(GraphTest, CapturedWorkRunsWhenTheGraphIsLaunchedAndAsOften) {
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t const exec = captured_scale(3, &graph);
  EXPECT_EQ(on_host(at_, 1).at(0), 1);

  OK(cudaGraphLaunch(exec, stream_));
  OK(cudaGraphLaunch(exec, stream_));
  OK(cudaStreamSynchronize(stream_));

  EXPECT_EQ(on_host(at_, 1).at(0), 9);
  OK(cudaGraphExecDestroy(exec));
  OK(cudaGraphDestroy(graph));
}

TEST_F(GraphTest, AForkThatIsJoinedIsPartOfTheGraph) {
  cudaEvent_t fork = nullptr, join = nullptr;
  OK(cudaEventCreate(&fork));
  OK(cudaEventCreate(&join));
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;

  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  scale_in(stream_, at_, 2);
  OK(cudaEventRecord(fork, stream_));
  OK(cudaStreamWaitEvent(other_, fork, 0));
  scale_in(other_, at_ + 1, 5);
  scale_in(stream_, at_, 3);
  OK(cudaEventRecord(join, other_));
  OK(cudaStreamWaitEvent(stream_, join, 0));
  scale_in(stream_, at_ + 1, 7);
  OK(cudaStreamEndCapture(stream_, &graph));
  OK(cudaGraphInstantiate(&exec, graph, 0));
  OK(cudaGraphLaunch(exec, other_));
  OK(cudaStreamSynchronize(other_));

  std::size_t nodes = 0, edges = 0;
  OK(cudaGraphGetNodes(graph, nullptr, &nodes));
  OK(cudaGraphGetEdges(graph, nullptr, nullptr, nullptr, &edges));
  EXPECT_EQ(nodes, 4U);
  EXPECT_EQ(edges, 4U);
  EXPECT_EQ(on_host(at_, 2), (std::vector<int>{6, 35}));
}

TEST_F(GraphTest, AForkThatIsNotJoinedIsRefused) {
  cudaEvent_t fork = nullptr;
  OK(cudaEventCreate(&fork));
  cudaGraph_t graph = nullptr;

  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  scale_in(stream_, at_, 2);
  OK(cudaEventRecord(fork, stream_));
  OK(cudaStreamWaitEvent(other_, fork, 0));
  scale_in(other_, at_ + 1, 5);

  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph), cudaErrorStreamCaptureUnjoined);
  EXPECT_EQ(graph, nullptr);
}

TEST_F(GraphTest, ACallThatTheModeForbidsEndsTheCapture) {
  cudaGraph_t graph = nullptr;
  void* at = nullptr;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));

  EXPECT_EQ(cudaMalloc(&at, 16), cudaErrorStreamCaptureUnsupported);

  EXPECT_EQ(tw::launch(scale, {{1}, {1}, 0, stream_}, at_, 2), cudaErrorStreamCaptureInvalidated);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph), cudaErrorStreamCaptureInvalidated);
}

TEST_F(GraphTest, ARelaxedCaptureLetsTheHostAllocate) {
  cudaGraph_t graph = nullptr;
  void* at = nullptr;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  OK(cudaMalloc(&at, 16));
  OK(cudaStreamEndCapture(stream_, &graph));
}

TEST_F(GraphTest, TheLegacyStreamMayNotWaitForACapture) {
  cudaGraph_t graph = nullptr;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(tw::launch(scale, {{1}, {1}}, at_, 2), cudaErrorStreamCaptureImplicit);
  EXPECT_EQ(cudaStreamEndCapture(stream_, &graph), cudaErrorStreamCaptureInvalidated);
}

TEST_F(GraphTest, AGraphOfTheSameShapeReplacesTheWork) {
  cudaGraph_t graph = nullptr, newer = nullptr;
  cudaGraphExec_t const exec = captured_scale(3, &graph);
  cudaGraphExec_t const unused = captured_scale(10, &newer);
  cudaGraphExecUpdateResultInfo result;

  OK(cudaGraphExecUpdate(exec, newer, &result));
  OK(cudaGraphLaunch(exec, stream_));
  OK(cudaStreamSynchronize(stream_));

  EXPECT_EQ(result.result, cudaGraphExecUpdateSuccess);
  EXPECT_EQ(on_host(at_, 1).at(0), 10);
  OK(cudaGraphExecDestroy(unused));
}

TEST_F(GraphTest, AGraphOfAnotherShapeDoesNot) {
  cudaGraph_t graph = nullptr, empty = nullptr;
  cudaGraphExec_t const exec = captured_scale(3, &graph);
  OK(cudaGraphCreate(&empty, 0));
  cudaGraphExecUpdateResultInfo result;

  EXPECT_EQ(cudaGraphExecUpdate(exec, empty, &result), cudaErrorGraphExecUpdateFailure);
  EXPECT_EQ(result.result, cudaGraphExecUpdateErrorTopologyChanged);
}

TEST_F(GraphTest, MemoryOfAGraphKeepsItsAddress) {
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  int* inside = nullptr;
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
  OK(cudaMallocAsync(&inside, sizeof(int), stream_));
  OK(cudaMemcpyAsync(inside, at_, sizeof(int), cudaMemcpyDeviceToDevice, stream_));
  scale_in(stream_, inside, 4);
  OK(cudaMemcpyAsync(at_, inside, sizeof(int), cudaMemcpyDeviceToDevice, stream_));
  OK(cudaFreeAsync(inside, stream_));
  OK(cudaStreamEndCapture(stream_, &graph));
  OK(cudaGraphInstantiate(&exec, graph, 0));

  OK(cudaGraphLaunch(exec, stream_));
  OK(cudaGraphLaunch(exec, stream_));
  OK(cudaStreamSynchronize(stream_));

  EXPECT_EQ(on_host(at_, 1).at(0), 16);
}

}  // namespace
}  // namespace emu::test
