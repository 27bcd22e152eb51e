// What graphs refuse: graphs and nodes that are none, and other places than their own.
#include <array>
#include <initializer_list>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class GraphRefusalTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    at_ = on_device(std::vector<int>{1, 2});
    OK(cudaGraphCreate(&graph_, 0));
    OK(cudaGraphCreate(&gone_, 0));
    OK(cudaGraphAddEmptyNode(&node_, graph_, nullptr, 0));
    OK(cudaGraphAddEmptyNode(&dead_, gone_, nullptr, 0));
    OK(cudaGraphInstantiate(&gone_exec_, gone_, 0));
    OK(cudaGraphExecDestroy(gone_exec_));
    OK(cudaGraphDestroy(gone_));
    fill_.dst = at_;
    fill_.elementSize = 2;
    fill_.width = 2;
    fill_.height = 1;
  }
  static void expect_invalid(std::initializer_list<cudaError_t> answers) {
    int number = 0;
    for (const cudaError_t answer : answers)
      EXPECT_EQ(answer, cudaErrorInvalidValue) << "call " << ++number;
  }
  static void do_nothing(void* /*unused*/) {}

  int* at_ = nullptr;
  cudaGraph_t graph_ = nullptr, gone_ = nullptr;
  cudaGraphExec_t exec_ = nullptr, gone_exec_ = nullptr;
  cudaGraphNode_t node_ = nullptr, dead_ = nullptr;
  cudaMemsetParams fill_ = {};
};

TEST_F(GraphRefusalTest, AGraphThatIsGoneTellsAndTakesNothing) {
  std::size_t count = 0;
  cudaGraphNode_t made = nullptr;
  cudaGraphExecUpdateResultInfo result;
  OK(cudaGraphInstantiate(&exec_, graph_, 0));

  expect_invalid({cudaGraphGetNodes(gone_, nullptr, &count),
                  cudaGraphGetRootNodes(gone_, nullptr, &count),
                  cudaGraphGetEdges(gone_, nullptr, nullptr, nullptr, &count),
                  cudaGraphRemoveDependencies(gone_, &node_, &node_, nullptr, 1),
                  cudaGraphAddEmptyNode(&made, gone_, nullptr, 0),
                  cudaGraphAddEmptyNode(nullptr, graph_, nullptr, 0),
                  cudaGraphAddChildGraphNode(&made, graph_, nullptr, 0, gone_),
                  cudaGraphAddChildGraphNode(&made, graph_, nullptr, 0, graph_),
                  cudaGraphInstantiate(nullptr, graph_, 0), cudaGraphInstantiate(&exec_, gone_, 0),
                  cudaGraphClone(nullptr, graph_), cudaGraphNodeFindInClone(&made, node_, gone_),
                  cudaGraphExecUpdate(exec_, gone_, &result),
                  cudaGraphExecUpdate(gone_exec_, graph_, &result)});
}

TEST_F(GraphRefusalTest, ANodeThatIsGoneIsNone) {
  std::size_t count = 0;
  cudaGraphNode_t made = nullptr;
  cudaGraphNodeType type = cudaGraphNodeTypeEmpty;
  cudaGraph_t child = nullptr;
  OK(cudaGraphCreate(&child, 0));

  expect_invalid({cudaGraphNodeGetType(dead_, &type), cudaGraphNodeGetType(node_, nullptr),
                  cudaGraphNodeGetDependencies(dead_, nullptr, nullptr, &count),
                  cudaGraphAddDependencies(graph_, &dead_, &node_, nullptr, 1),
                  cudaGraphAddDependencies(graph_, &node_, &dead_, nullptr, 1),
                  cudaGraphNodeFindInClone(&made, dead_, graph_),
                  cudaGraphNodeFindInClone(nullptr, node_, graph_),
                  cudaGraphAddChildGraphNode(&made, graph_, &dead_, 1, child)});
}

TEST_F(GraphRefusalTest, AnEdgeStaysInItsGraph) {
  cudaGraph_t other = nullptr;
  cudaGraphNode_t elsewhere = nullptr;
  OK(cudaGraphCreate(&other, 0));
  OK(cudaGraphAddEmptyNode(&elsewhere, other, nullptr, 0));

  expect_invalid({cudaGraphAddDependencies(graph_, &node_, &elsewhere, nullptr, 1)});
}

TEST_F(GraphRefusalTest, WorkOfANodeIsCheckedWhenItIsGiven) {
  cudaGraphNode_t made = nullptr;
  int back = 0;
  cudaHostNodeParams nobody = {};

  expect_invalid(
      {cudaGraphAddHostNode(&made, graph_, nullptr, 0, nullptr),
       cudaGraphAddHostNode(&made, graph_, nullptr, 0, &nobody),
       cudaGraphAddMemsetNode(&made, graph_, nullptr, 0, nullptr),
       cudaGraphAddMemcpyNode1D(&made, graph_, nullptr, 0, nullptr, at_, 4, cudaMemcpyDefault)});
  OK(cudaGraphAddMemsetNode(&made, graph_, nullptr, 0, &fill_));
  OK(cudaGraphInstantiate(&exec_, graph_, 0));
  expect_invalid(
      {cudaGraphExecHostNodeSetParams(exec_, made, &nobody),
       cudaGraphExecMemsetNodeSetParams(gone_exec_, made, &fill_),
       cudaGraphExecMemsetNodeSetParams(exec_, dead_, &fill_),
       cudaGraphExecMemsetNodeSetParams(exec_, node_, &fill_),
       cudaGraphExecMemcpyNodeSetParams1D(exec_, made, &back, nullptr, 4, cudaMemcpyDefault)});
}

TEST_F(GraphRefusalTest, ANodeOfAnotherGraphIsNotInThisOne) {
  cudaGraph_t other = nullptr;
  cudaGraphNode_t elsewhere = nullptr, copy = nullptr;
  unsigned enabled = 0;
  int back = 0;
  OK(cudaGraphCreate(&other, 0));
  OK(cudaGraphAddMemsetNode(&elsewhere, other, nullptr, 0, &fill_));
  OK(cudaGraphAddMemcpyNode1D(&copy, graph_, nullptr, 0, &back, at_, 4, cudaMemcpyDeviceToHost));
  OK(cudaGraphInstantiate(&exec_, graph_, 0));

  expect_invalid({cudaGraphNodeGetEnabled(exec_, elsewhere, &enabled),
                  cudaGraphNodeGetEnabled(exec_, dead_, &enabled),
                  cudaGraphNodeGetEnabled(gone_exec_, copy, &enabled),
                  cudaGraphNodeGetEnabled(exec_, copy, nullptr),
                  cudaGraphExecGetFlags(exec_, nullptr), cudaGraphUpload(gone_exec_, nullptr),
                  cudaGraphExecMemsetNodeSetParams(exec_, elsewhere, &fill_),
                  cudaGraphNodeFindInClone(&copy, elsewhere, graph_)});
  OK(cudaGraphNodeGetEnabled(exec_, copy, &enabled));
  EXPECT_EQ(enabled, 1U);
}

TEST_F(GraphRefusalTest, FewerPlacesThanThereAreEdgesAreFilled) {
  cudaGraphNode_t second = nullptr;
  std::array<cudaGraphNode_t, 1> from{}, to{};
  std::size_t count = 0;
  OK(cudaGraphAddEmptyNode(&second, graph_, &node_, 1));

  OK(cudaGraphGetEdges(graph_, from.data(), to.data(), nullptr, &count));

  EXPECT_EQ(from[0], nullptr);
  EXPECT_EQ(cudaGraphGetEdges(graph_, nullptr, nullptr, nullptr, nullptr), cudaErrorInvalidValue);
}

TEST_F(GraphRefusalTest, AnUpdateNeedsTheSameShape) {
  cudaGraph_t wider = nullptr, chained = nullptr, round = nullptr;
  cudaGraphNode_t a = nullptr, b = nullptr;
  cudaGraphExecUpdateResultInfo result;
  OK(cudaGraphAddEmptyNode(&a, graph_, nullptr, 0));
  OK(cudaGraphInstantiate(&exec_, graph_, 0));
  OK(cudaGraphCreate(&wider, 0));
  OK(cudaGraphCreate(&chained, 0));
  OK(cudaGraphAddEmptyNode(&a, chained, nullptr, 0));
  OK(cudaGraphAddEmptyNode(&b, chained, &a, 1));
  OK(cudaGraphCreate(&round, 0));
  OK(cudaGraphAddEmptyNode(&a, round, nullptr, 0));
  OK(cudaGraphAddEmptyNode(&b, round, &a, 1));
  OK(cudaGraphAddDependencies(round, &b, &a, nullptr, 1));

  for (cudaGraph_t other : {wider, chained, round}) {
    EXPECT_EQ(cudaGraphExecUpdate(exec_, other, &result), cudaErrorGraphExecUpdateFailure);
    EXPECT_EQ(result.result, cudaGraphExecUpdateErrorTopologyChanged);
  }
  OK(cudaGraphAddChildGraphNode(&a, graph_, nullptr, 0, round));
  EXPECT_EQ(cudaGraphInstantiate(&exec_, graph_, 0), cudaErrorInvalidValue);
}

TEST_F(GraphRefusalTest, AnEmptyChildGraphIsPassedThrough) {
  cudaGraph_t empty = nullptr, copy = nullptr;
  cudaGraphNode_t child = nullptr, clear = nullptr;
  cudaGraphNodeType type = cudaGraphNodeTypeEmpty;
  OK(cudaGraphCreate(&empty, 0));
  OK(cudaGraphAddChildGraphNode(&child, graph_, &node_, 1, empty));
  OK(cudaGraphAddMemsetNode(&clear, graph_, &child, 1, &fill_));
  OK(cudaGraphNodeGetType(child, &type));
  EXPECT_EQ(type, cudaGraphNodeTypeGraph);

  OK(cudaGraphClone(&copy, graph_));
  OK(cudaGraphInstantiate(&exec_, copy, 0));
  OK(cudaGraphLaunch(exec_, nullptr));

  EXPECT_EQ(on_host(at_, 1).at(0), 0);
}

class GraphMemoryTest : public DeviceTest {
 protected:
  void capture(bool frees) {
    OK(cudaStreamCreate(&stream_));
    OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeGlobal));
    OK(cudaMallocAsync(&inside_, 64, stream_));
    if (frees) {
      OK(cudaFreeAsync(inside_, stream_));
    }
    OK(cudaStreamEndCapture(stream_, &graph_));
    OK(cudaGraphInstantiate(&exec_, graph_, 0));
  }

  cudaStream_t stream_ = nullptr;
  cudaGraph_t graph_ = nullptr;
  cudaGraphExec_t exec_ = nullptr;
  void* inside_ = nullptr;
};

TEST_F(GraphMemoryTest, MemoryThatIsStillThereIsNotAllocatedTwice) {
  capture(false);
  OK(cudaGraphLaunch(exec_, stream_));
  EXPECT_EQ(cudaGraphLaunch(exec_, stream_), cudaErrorInvalidValue);
  OK(cudaFreeAsync(inside_, stream_));
  OK(cudaStreamSynchronize(stream_));
  OK(cudaGraphLaunch(exec_, stream_));
  OK(cudaStreamSynchronize(stream_));
}

TEST_F(GraphMemoryTest, AGraphThatFreesItsMemoryIsLaunchedAgain) {
  capture(true);
  OK(cudaGraphLaunch(exec_, stream_));
  OK(cudaGraphLaunch(exec_, stream_));
  OK(cudaStreamSynchronize(stream_));
}

TEST_F(GraphMemoryTest, AGraphWithMemoryIsNotUpdated) {
  cudaGraphExecUpdateResultInfo result;
  capture(true);

  EXPECT_EQ(cudaGraphExecUpdate(exec_, graph_, &result), cudaErrorGraphExecUpdateFailure);

  EXPECT_EQ(result.result, cudaGraphExecUpdateErrorNotSupported);
}

TEST_F(GraphMemoryTest, AGraphIsNotLaunchedIntoACapture) {
  capture(true);
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));

  EXPECT_EQ(cudaGraphLaunch(exec_, stream_), cudaErrorNotSupported);

  OK(cudaStreamEndCapture(stream_, nullptr));
}

TEST_F(GraphMemoryTest, MemoryOfAnInvalidCaptureIsRefusedAndGivenBack) {
  std::size_t free = 0, then = 0, total = 0;
  void* at = nullptr;
  OK(cudaStreamCreate(&stream_));
  OK(cudaMemGetInfo(&free, &total));
  OK(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeRelaxed));
  EXPECT_EQ(cudaMallocAsync(&at, total, stream_), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaStreamSynchronize(stream_), cudaErrorStreamCaptureUnsupported);

  EXPECT_EQ(cudaMallocAsync(&at, 64, stream_), cudaErrorStreamCaptureInvalidated);

  EXPECT_EQ(cudaStreamEndCapture(stream_, nullptr), cudaErrorStreamCaptureInvalidated);
  OK(cudaMemGetInfo(&then, &total));
  EXPECT_EQ(then, free);
}

}  // namespace
}  // namespace emu::test
