// Graphs that are looked at, changed, copied and updated.
#include <array>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class GraphEditTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    at_ = on_device(std::vector<int>{1, 2});
    OK(cudaGraphCreate(&graph_, 0));
    fill_.dst = at_;
    fill_.elementSize = 4;
    fill_.value = 6;
    fill_.width = 2;
    fill_.height = 1;
  }

  int* at_ = nullptr;
  cudaGraph_t graph_ = nullptr;
  cudaGraphExec_t exec_ = nullptr;
  cudaMemsetParams fill_ = {};
};

void add_one(void* number) {
  ++*static_cast<int*>(number);
}
void add_ten(void* number) {
  *static_cast<int*>(number) += 10;
}

TEST_F(GraphEditTest, AGraphTellsItsNodesAndEdges) {
  cudaGraphNode_t clear = nullptr, empty = nullptr;
  std::array<cudaGraphNode_t, 3> nodes{}, from{}, to{};
  std::size_t count = 3, roots = 1, edges = 3;
  cudaGraphNodeType type = cudaGraphNodeTypeEmpty;
  OK(cudaGraphAddMemsetNode(&clear, graph_, nullptr, 0, &fill_));
  OK(cudaGraphAddEmptyNode(&empty, graph_, &clear, 1));

  OK(cudaGraphGetNodes(graph_, nodes.data(), &count));
  EXPECT_EQ(count, 2U);
  EXPECT_EQ(nodes, (std::array<cudaGraphNode_t, 3>{clear, empty, nullptr}));
  OK(cudaGraphGetRootNodes(graph_, nodes.data(), &roots));
  EXPECT_EQ(nodes[0], clear);
  OK(cudaGraphGetEdges(graph_, from.data(), to.data(), nullptr, &edges));
  EXPECT_EQ(edges, 1U);
  EXPECT_EQ(to[0], empty);
  OK(cudaGraphNodeGetDependencies(empty, nodes.data(), nullptr, &roots));
  EXPECT_EQ(nodes[0], clear);
  OK(cudaGraphNodeGetType(clear, &type));
  EXPECT_EQ(type, cudaGraphNodeTypeMemset);
  EXPECT_EQ(cudaGraphGetNodes(graph_, nullptr, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphGetEdges(graph_, from.data(), nullptr, nullptr, &edges),
            cudaErrorInvalidValue);
}

TEST_F(GraphEditTest, ANodeThatIsDestroyedTakesItsEdgesAlong) {
  cudaGraphNode_t a = nullptr, b = nullptr;
  std::size_t edges = 0, nodes = 0;
  OK(cudaGraphAddEmptyNode(&a, graph_, nullptr, 0));
  OK(cudaGraphAddEmptyNode(&b, graph_, &a, 1));

  OK(cudaGraphDestroyNode(a));

  OK(cudaGraphGetEdges(graph_, nullptr, nullptr, nullptr, &edges));
  OK(cudaGraphGetNodes(graph_, nullptr, &nodes));
  EXPECT_EQ(edges, 0U);
  EXPECT_EQ(nodes, 1U);
  EXPECT_EQ(cudaGraphDestroyNode(a), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphAddEmptyNode(&b, graph_, &a, 1), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphAddEmptyNode(&b, graph_, nullptr, 1), cudaErrorInvalidValue);
}

TEST_F(GraphEditTest, AnEdgeIsAddedAndRemovedOnce) {
  cudaGraphNode_t a = nullptr, b = nullptr, elsewhere = nullptr;
  cudaGraph_t other = nullptr;
  OK(cudaGraphCreate(&other, 0));
  OK(cudaGraphAddEmptyNode(&elsewhere, other, nullptr, 0));
  OK(cudaGraphAddEmptyNode(&a, graph_, nullptr, 0));
  OK(cudaGraphAddEmptyNode(&b, graph_, nullptr, 0));

  EXPECT_EQ(cudaGraphRemoveDependencies(graph_, &a, &b, nullptr, 1), cudaErrorInvalidValue);
  OK(cudaGraphAddDependencies(graph_, &a, &b, nullptr, 1));
  EXPECT_EQ(cudaGraphAddDependencies(graph_, &a, &b, nullptr, 1), cudaErrorInvalidValue);
  OK(cudaGraphRemoveDependencies(graph_, &a, &b, nullptr, 1));
  EXPECT_EQ(cudaGraphAddDependencies(graph_, &a, &a, nullptr, 1), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphAddDependencies(graph_, &elsewhere, &a, nullptr, 1), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphAddEmptyNode(&b, graph_, &elsewhere, 1), cudaErrorInvalidValue);
  OK(cudaGraphDestroy(other));
  EXPECT_EQ(cudaGraphAddDependencies(other, &a, &b, nullptr, 1), cudaErrorInvalidValue);
}

TEST_F(GraphEditTest, ACloneHasTheSameNodesAndIsItsOwn) {
  cudaGraphNode_t clear = nullptr, twin = nullptr;
  cudaGraph_t copy = nullptr;
  OK(cudaGraphAddMemsetNode(&clear, graph_, nullptr, 0, &fill_));

  OK(cudaGraphClone(&copy, graph_));
  OK(cudaGraphNodeFindInClone(&twin, clear, copy));
  OK(cudaGraphDestroy(graph_));
  OK(cudaGraphInstantiate(&exec_, copy, 0));
  OK(cudaGraphLaunch(exec_, nullptr));

  EXPECT_NE(twin, clear);
  EXPECT_EQ(on_host(at_, 2), (std::vector<int>{6, 6}));
  EXPECT_EQ(cudaGraphNodeFindInClone(&twin, clear, copy), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphClone(&copy, graph_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphDestroy(graph_), cudaErrorInvalidValue);
}

TEST_F(GraphEditTest, NodesOfAGraphThatIsReadyGetOtherArguments) {
  cudaGraphNode_t clear = nullptr, count = nullptr, copy = nullptr;
  int counted = 0, back = 0, other = 0;
  const cudaHostNodeParams one{add_one, &counted}, ten{add_ten, &counted};
  OK(cudaGraphAddMemsetNode(&clear, graph_, nullptr, 0, &fill_));
  OK(cudaGraphAddHostNode(&count, graph_, &clear, 1, &one));
  OK(cudaGraphAddMemcpyNode1D(&copy, graph_, &clear, 1, &back, at_, 4, cudaMemcpyDeviceToHost));
  OK(cudaGraphInstantiateWithFlags(&exec_, graph_, 0));

  fill_.value = 8;
  OK(cudaGraphExecMemsetNodeSetParams(exec_, clear, &fill_));
  OK(cudaGraphExecHostNodeSetParams(exec_, count, &ten));
  OK(cudaGraphExecMemcpyNodeSetParams1D(exec_, copy, &other, at_, 4, cudaMemcpyDeviceToHost));
  OK(cudaGraphUpload(exec_, nullptr));
  OK(cudaGraphLaunch(exec_, nullptr));
  OK(cudaDeviceSynchronize());

  EXPECT_EQ(counted, 10);
  EXPECT_EQ(back, 0);
  EXPECT_EQ(other, 8);
  EXPECT_EQ(cudaGraphExecHostNodeSetParams(exec_, clear, &ten), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphExecHostNodeSetParams(exec_, count, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphExecMemsetNodeSetParams(exec_, clear, nullptr), cudaErrorInvalidValue);
  fill_.elementSize = 3;
  EXPECT_EQ(cudaGraphExecMemsetNodeSetParams(exec_, clear, &fill_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphNodeSetEnabled(exec_, count, 0), cudaErrorInvalidValue);
}

TEST_F(GraphEditTest, AnUpdateChangesNoKindOfNode) {
  cudaGraphNode_t node = nullptr;
  cudaGraph_t other = nullptr;
  cudaGraphExecUpdateResultInfo result;
  unsigned enabled = 0;
  unsigned long long flags = 1;
  OK(cudaGraphAddMemsetNode(&node, graph_, nullptr, 0, &fill_));
  OK(cudaGraphInstantiate(&exec_, graph_, 0));
  OK(cudaGraphNodeGetEnabled(exec_, node, &enabled));
  OK(cudaGraphExecGetFlags(exec_, &flags));
  OK(cudaGraphCreate(&other, 0));
  OK(cudaGraphAddEmptyNode(&node, other, nullptr, 0));

  EXPECT_EQ(cudaGraphExecUpdate(exec_, other, &result), cudaErrorGraphExecUpdateFailure);

  EXPECT_EQ(result.result, cudaGraphExecUpdateErrorNodeTypeChanged);
  EXPECT_EQ(enabled, 1U);
  EXPECT_EQ(flags, 0U);
  EXPECT_EQ(cudaGraphExecUpdate(exec_, other, nullptr), cudaErrorInvalidValue);
  OK(cudaGraphExecDestroy(exec_));
  EXPECT_EQ(cudaGraphExecDestroy(exec_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphLaunch(exec_, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGraphExecGetFlags(exec_, &flags), cudaErrorInvalidValue);
}

TEST_F(GraphEditTest, MemoryThatAGraphLeavesIsFreedBeforeItsNextLaunchWhereAsked) {
  cudaStream_t stream = nullptr;
  void* inside = nullptr;
  cudaGraph_t captured = nullptr;
  OK(cudaStreamCreate(&stream));
  OK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  OK(cudaMallocAsync(&inside, 64, stream));
  OK(cudaStreamEndCapture(stream, &captured));
  OK(cudaGraphInstantiate(&exec_, captured, cudaGraphInstantiateFlagAutoFreeOnLaunch));

  OK(cudaGraphLaunch(exec_, stream));
  OK(cudaGraphLaunch(exec_, stream));
  OK(cudaFreeAsync(inside, stream));
  OK(cudaStreamSynchronize(stream));
}

}  // namespace
}  // namespace emu::test
