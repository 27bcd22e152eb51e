// Nodes of a graph that are switched off and on, and which of them may be.
#include <initializer_list>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class GraphEnabledTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    at_ = on_device(std::vector<int>{1, 2});
    OK(cudaGraphCreate(&graph_, 0));
    OK(cudaGraphAddMemcpyNode1D(&copy_, graph_, nullptr, 0, &back_, at_, 4,
                                cudaMemcpyDeviceToHost));
    OK(cudaGraphAddEmptyNode(&empty_, graph_, nullptr, 0));
    OK(cudaGraphInstantiate(&exec_, graph_, 0));
  }
  unsigned enabled(cudaGraphNode_t node) const {
    unsigned is = 7;
    EXPECT_EQ(cudaGraphNodeGetEnabled(exec_, node, &is), cudaSuccess);
    return is;
  }

  int* at_ = nullptr;
  int back_ = 0;
  cudaGraph_t graph_ = nullptr;
  cudaGraphExec_t exec_ = nullptr;
  cudaGraphNode_t copy_ = nullptr, empty_ = nullptr;
};

__global__ void set(int* at, int value) {
  *at = value;
}

TEST_F(GraphEnabledTest, ACopyThatIsOffIsNotMade) {
  OK(cudaGraphNodeSetEnabled(exec_, copy_, 0));
  EXPECT_EQ(enabled(copy_), 0U);
  OK(cudaGraphLaunch(exec_, nullptr));
  OK(cudaDeviceSynchronize());
  EXPECT_EQ(back_, 0);

  OK(cudaGraphNodeSetEnabled(exec_, copy_, 1));
  EXPECT_EQ(enabled(copy_), 1U);
  OK(cudaGraphLaunch(exec_, nullptr));
  OK(cudaDeviceSynchronize());
  EXPECT_EQ(back_, 1);
}

TEST_F(GraphEnabledTest, AKernelThatIsOffIsNotLaunched) {
  cudaStream_t stream = nullptr;
  cudaGraph_t captured = nullptr;
  cudaGraphNode_t kernel = nullptr;
  std::size_t count = 1;
  OK(cudaStreamCreate(&stream));
  OK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  OK(tw::launch(set, {{1}, {1}, 0, stream}, at_, 9));
  OK(cudaStreamEndCapture(stream, &captured));
  OK(cudaGraphGetNodes(captured, &kernel, &count));
  OK(cudaGraphInstantiate(&exec_, captured, 0));

  OK(cudaGraphNodeSetEnabled(exec_, kernel, 0));
  OK(cudaGraphLaunch(exec_, stream));
  OK(cudaStreamSynchronize(stream));

  EXPECT_EQ(on_host(at_, 1).at(0), 1);
}

TEST_F(GraphEnabledTest, OnlyANodeOfTheGraphWithWorkOfTheDeviceIsSwitched) {
  cudaGraph_t other = nullptr;
  cudaGraphNode_t elsewhere = nullptr, dead = nullptr;
  cudaGraphExec_t gone = nullptr;
  unsigned is = 0;
  OK(cudaGraphCreate(&other, 0));
  OK(cudaGraphAddMemcpyNode1D(&elsewhere, other, nullptr, 0, &back_, at_, 4,
                              cudaMemcpyDeviceToHost));
  OK(cudaGraphAddEmptyNode(&dead, other, nullptr, 0));
  OK(cudaGraphDestroyNode(dead));
  OK(cudaGraphInstantiate(&gone, other, 0));
  OK(cudaGraphExecDestroy(gone));

  for (const cudaError_t answer :
       {cudaGraphNodeSetEnabled(gone, copy_, 0), cudaGraphNodeSetEnabled(exec_, dead, 0),
        cudaGraphNodeSetEnabled(exec_, elsewhere, 0), cudaGraphNodeSetEnabled(exec_, empty_, 0),
        cudaGraphNodeGetEnabled(exec_, empty_, &is)})
    EXPECT_EQ(answer, cudaErrorInvalidValue);
}

TEST_F(GraphEnabledTest, AFailureToAskIsTheLastError) {
  EXPECT_EQ(cudaGraphNodeGetEnabled(exec_, copy_, nullptr), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
}

}  // namespace
}  // namespace emu::test
