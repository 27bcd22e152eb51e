// Copies and fills of every direction, of nothing, and while a stream captures.
#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class RuntimeCopiesTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    a_ = on_device(std::vector<int>{1, 2, 3, 4});
    b_ = on_device(std::vector<int>{5, 6, 7, 8});
  }
  // The kind of the fault that the copy is.
  std::string fault(void* to, const void* from, cudaMemcpyKind kind) {
    EXPECT_EQ(cudaMemcpy(to, from, 8, kind), cudaErrorInvalidValue);
    const std::string found = latest_kind();
    forget_faults();
    return found;
  }

  int *a_ = nullptr, *b_ = nullptr;
  int host_[4] = {0, 0, 0, 0}, other_[4] = {9, 9, 9, 9};
};

TEST_F(RuntimeCopiesTest, ADirectionThatDoesNotFitIsTold) {
  EXPECT_EQ(fault(host_, a_, cudaMemcpyHostToHost), "wrong-direction");
  EXPECT_EQ(fault(a_, other_, cudaMemcpyHostToHost), "wrong-direction");
  EXPECT_EQ(fault(host_, other_, cudaMemcpyHostToDevice), "wrong-direction");
  EXPECT_EQ(fault(host_, other_, cudaMemcpyDeviceToHost), "wrong-direction");
  EXPECT_EQ(fault(a_, b_, cudaMemcpyDeviceToHost), "wrong-direction");
  EXPECT_EQ(fault(host_, a_, cudaMemcpyDeviceToDevice), "wrong-direction");
  EXPECT_EQ(fault(a_, other_, cudaMemcpyDeviceToDevice), "wrong-direction");
}

TEST_F(RuntimeCopiesTest, EachSideHasItsBounds) {
  EXPECT_EQ(fault(a_ + 3, other_, cudaMemcpyHostToDevice), "out-of-bounds-copy");
  EXPECT_EQ(fault(host_, a_ + 3, cudaMemcpyDeviceToHost), "out-of-bounds-copy");
  EXPECT_EQ(fault(host_, a_ + 100, cudaMemcpyDeviceToHost), "out-of-bounds-copy");
}

TEST_F(RuntimeCopiesTest, EachDirectionThatFitsIsMade) {
  OK(cudaMemcpy(host_, other_, 16, cudaMemcpyHostToHost));
  EXPECT_EQ(host_[3], 9);
  OK(cudaMemcpy(a_, b_, 16, cudaMemcpyDeviceToDevice));
  OK(cudaMemcpy(host_, a_, 16, cudaMemcpyDefault));
  EXPECT_EQ(host_[3], 8);
  OK(cudaMemcpy2D(a_, 8, other_, 8, 4, 2, cudaMemcpyHostToDevice));
  EXPECT_EQ(on_host(a_, 3), (std::vector<int>{9, 6, 9}));
}

TEST_F(RuntimeCopiesTest, NothingIsCopiedInNoTimeFromNowhere) {
  OK(cudaMemcpyAsync(nullptr, nullptr, 0, cudaMemcpyDeviceToHost, nullptr));
  OK(cudaMemcpy2D(nullptr, 8, nullptr, 8, 8, 0, cudaMemcpyDeviceToHost));
  OK(cudaMemcpy2DAsync(nullptr, 8, nullptr, 8, 8, 0, cudaMemcpyDeviceToHost, nullptr));
  OK(cudaMemset2D(nullptr, 8, 0, 8, 0));
  EXPECT_EQ(cudaMemcpy(a_, nullptr, 8, cudaMemcpyHostToDevice), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(a_, nullptr, 8, cudaMemcpyHostToDevice, nullptr),
            cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpy2D(a_, 8, other_, 2, 4, 2, cudaMemcpyHostToDevice),
            cudaErrorInvalidPitchValue);
}

TEST_F(RuntimeCopiesTest, PinnedMemoryIsReadWhenTheStreamComesToIt) {
  int* pinned = nullptr;
  OK(cudaMallocHost(&pinned, 16));
  pinned[0] = 20;
  OK(cudaMemcpyAsync(a_, pinned, 4, cudaMemcpyHostToDevice, nullptr));
  pinned[0] = 21;
  OK(cudaDeviceSynchronize());
  EXPECT_EQ(on_host(a_, 1).at(0), 21);
  OK(cudaFreeHost(pinned));
}

TEST_F(RuntimeCopiesTest, ACapturedCopyReadsItsSourceAtEachLaunch) {
  cudaStream_t stream = nullptr;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t exec = nullptr;
  OK(cudaStreamCreate(&stream));
  OK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal));
  OK(cudaMemcpyAsync(a_, other_, 4, cudaMemcpyHostToDevice, stream));
  OK(cudaStreamEndCapture(stream, &graph));
  OK(cudaGraphInstantiate(&exec, graph, 0));

  other_[0] = 30;
  OK(cudaGraphLaunch(exec, stream));
  OK(cudaStreamSynchronize(stream));

  EXPECT_EQ(on_host(a_, 1).at(0), 30);
}

}  // namespace
}  // namespace emu::test
