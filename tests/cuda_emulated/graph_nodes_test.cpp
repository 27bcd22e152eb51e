#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class GraphNodesTest : public DeviceTest {};

TEST_F(GraphNodesTest, NodesAreAddedByHandAndOrderedByTheirEdges) {
  int* const at = on_device(std::vector<int>{1, 1});
  cudaStream_t stream = nullptr;
  OK(cudaStreamCreate(&stream));
  cudaGraph_t graph = nullptr;
  cudaGraphNode_t clear = nullptr, copy = nullptr;
  cudaGraphExec_t exec = nullptr;
  int back[2] = {9, 9};
  cudaMemsetParams fill = {};
  fill.dst = at;
  fill.elementSize = 4;
  fill.value = 6;
  fill.width = 2;
  fill.height = 1;

  OK(cudaGraphCreate(&graph, 0));
  OK(cudaGraphAddMemcpyNode1D(&copy, graph, nullptr, 0, back, at, 8, cudaMemcpyDeviceToHost));
  OK(cudaGraphAddMemsetNode(&clear, graph, nullptr, 0, &fill));
  OK(cudaGraphAddDependencies(graph, &clear, &copy, nullptr, 1));
  OK(cudaGraphInstantiate(&exec, graph, 0));
  OK(cudaGraphLaunch(exec, stream));
  OK(cudaStreamSynchronize(stream));

  EXPECT_EQ(back[0], 6);
  EXPECT_EQ(back[1], 6);
}

TEST_F(GraphNodesTest, ACycleIsRefused) {
  cudaGraph_t graph = nullptr;
  cudaGraphNode_t a = nullptr, b = nullptr;
  cudaGraphExec_t exec = nullptr;
  OK(cudaGraphCreate(&graph, 0));
  OK(cudaGraphAddEmptyNode(&a, graph, nullptr, 0));
  OK(cudaGraphAddEmptyNode(&b, graph, &a, 1));
  OK(cudaGraphAddDependencies(graph, &b, &a, nullptr, 1));

  EXPECT_EQ(cudaGraphInstantiate(&exec, graph, 0), cudaErrorInvalidValue);
}

TEST_F(GraphNodesTest, ADisabledNodeDoesNothing) {
  int* const at = on_device(std::vector<int>{1, 1});
  cudaGraph_t graph = nullptr;
  cudaGraphNode_t clear = nullptr;
  cudaGraphExec_t exec = nullptr;
  cudaMemsetParams fill = {};
  fill.dst = at;
  fill.elementSize = 1;
  fill.width = 8;
  fill.height = 1;
  OK(cudaGraphCreate(&graph, 0));
  OK(cudaGraphAddMemsetNode(&clear, graph, nullptr, 0, &fill));
  OK(cudaGraphInstantiate(&exec, graph, 0));

  OK(cudaGraphNodeSetEnabled(exec, clear, 0));
  OK(cudaGraphLaunch(exec, nullptr));
  EXPECT_EQ(on_host(at, 1).at(0), 1);
  OK(cudaGraphNodeSetEnabled(exec, clear, 1));
  OK(cudaGraphLaunch(exec, nullptr));
  EXPECT_EQ(on_host(at, 1).at(0), 0);
}

TEST_F(GraphNodesTest, AChildGraphStandsWhereItsNodeStands) {
  int* const at = on_device(std::vector<int>{1});
  cudaGraph_t child = nullptr, graph = nullptr;
  cudaGraphNode_t clear = nullptr, inside = nullptr, copy = nullptr;
  cudaGraphExec_t exec = nullptr;
  int back = 9;
  cudaMemsetParams fill = {};
  fill.dst = at;
  fill.elementSize = 4;
  fill.value = 6;
  fill.width = 1;
  fill.height = 1;
  OK(cudaGraphCreate(&child, 0));
  OK(cudaGraphAddMemsetNode(&clear, child, nullptr, 0, &fill));
  OK(cudaGraphCreate(&graph, 0));
  OK(cudaGraphAddChildGraphNode(&inside, graph, nullptr, 0, child));
  OK(cudaGraphAddMemcpyNode1D(&copy, graph, &inside, 1, &back, at, 4, cudaMemcpyDeviceToHost));
  OK(cudaGraphInstantiate(&exec, graph, 0));

  OK(cudaGraphLaunch(exec, nullptr));
  OK(cudaDeviceSynchronize());

  EXPECT_EQ(back, 6);
}

}  // namespace
}  // namespace emu::test
