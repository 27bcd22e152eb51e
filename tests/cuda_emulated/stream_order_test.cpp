#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class StreamOrderTest : public DeviceTest {
 protected:
  static cudaStream_t make() {
    cudaStream_t stream = nullptr;
    EXPECT_EQ(cudaStreamCreate(&stream), cudaSuccess);
    return stream;
  }
};

__global__ void set(int* at, int value) {
  *at = value;
}
__global__ void scale(int* at, int factor) {
  *at *= factor;
}

TEST_F(StreamOrderTest, WorkWaitsUntilSomethingWaitsForIt) {
  int* const at = on_device(std::vector<int>{1});
  int* pinned = nullptr;
  OK(cudaMallocHost(&pinned, sizeof(int)));
  *pinned = 0;
  cudaStream_t const stream = make();

  OK(tw::launch(set, {{1}, {1}, 0, stream}, at, 7));
  OK(cudaMemcpyAsync(pinned, at, sizeof(int), cudaMemcpyDeviceToHost, stream));
  const int before = *static_cast<volatile int*>(pinned);
  OK(cudaStreamSynchronize(stream));

  EXPECT_EQ(before, 0);
  EXPECT_EQ(*pinned, 7);
  OK(cudaFreeHost(pinned));
}

TEST_F(StreamOrderTest, LaterStreamsRunFirstWhereNothingOrdersThem) {
  int* const at = on_device(std::vector<int>{1});
  cudaStream_t first = nullptr, second = nullptr;
  OK(cudaStreamCreateWithFlags(&first, cudaStreamNonBlocking));
  OK(cudaStreamCreateWithFlags(&second, cudaStreamNonBlocking));
  std::vector<int> order;
  struct Mark {
    std::vector<int>* order;
    int name;
  } marks[] = {{&order, 1}, {&order, 2}};
  const auto note = [](void* mark) {
    static_cast<Mark*>(mark)->order->push_back(static_cast<Mark*>(mark)->name);
  };

  OK(cudaLaunchHostFunc(first, note, &marks[0]));
  OK(cudaLaunchHostFunc(second, note, &marks[1]));
  OK(cudaDeviceSynchronize());

  EXPECT_EQ(order, (std::vector<int>{2, 1}));
  OK(cudaFree(at));
}

TEST_F(StreamOrderTest, AnEventOrdersTwoStreams) {
  int* const at = on_device(std::vector<int>{1});
  cudaStream_t const first = make(), second = make();
  cudaEvent_t written = nullptr;
  OK(cudaEventCreate(&written));

  OK(tw::launch(set, {{1}, {1}, 0, first}, at, 5));
  OK(cudaEventRecord(written, first));
  OK(cudaStreamWaitEvent(second, written, 0));
  OK(tw::launch(scale, {{1}, {1}, 0, second}, at, 3));
  OK(cudaStreamSynchronize(second));

  EXPECT_EQ(on_host(at, 1).at(0), 15);
  OK(cudaEventDestroy(written));
}

TEST_F(StreamOrderTest, TheLegacyStreamIsOrderedWithBlockingOnesAlone) {
  int* const at = on_device(std::vector<int>{1});
  cudaStream_t const blocking = make();
  OK(tw::launch(set, {{1}, {1}, 0, blocking}, at, 5));
  OK(tw::launch(scale, {{1}, {1}}, at, 2));
  OK(tw::launch(scale, {{1}, {1}, 0, blocking}, at, 10));
  OK(cudaStreamSynchronize(blocking));

  EXPECT_EQ(on_host(at, 1).at(0), 100);
}

TEST_F(StreamOrderTest, AQueryMakesProgress) {
  int* const at = on_device(std::vector<int>{1});
  cudaStream_t const stream = make();
  OK(tw::launch(set, {{1}, {1}, 0, stream}, at, 5));

  EXPECT_EQ(cudaStreamQuery(stream), cudaErrorNotReady);
  EXPECT_EQ(cudaStreamQuery(stream), cudaSuccess);
  EXPECT_EQ(on_host(at, 1).at(0), 5);
}

TEST_F(StreamOrderTest, PageableMemoryIsReadWhenTheCopyIsAsked) {
  int* const at = on_device(std::vector<int>{1});
  cudaStream_t const stream = make();
  int value = 8;
  OK(cudaMemcpyAsync(at, &value, sizeof value, cudaMemcpyHostToDevice, stream));
  value = 9;
  OK(cudaStreamSynchronize(stream));

  EXPECT_EQ(on_host(at, 1).at(0), 8);
}

TEST_F(StreamOrderTest, TheTimeBetweenEventsIsAModelThatRepeats) {
  const auto measure = [] {
    cudaEvent_t from = nullptr, to = nullptr;
    EXPECT_EQ(cudaEventCreate(&from), cudaSuccess);
    EXPECT_EQ(cudaEventCreate(&to), cudaSuccess);
    int* const at = on_device(std::vector<int>{1});
    float ms = 0;
    EXPECT_EQ(cudaEventRecord(from, nullptr), cudaSuccess);
    EXPECT_EQ(tw::launch(set, {{1}, {1}}, at, 5), cudaSuccess);
    EXPECT_EQ(cudaEventRecord(to, nullptr), cudaSuccess);
    EXPECT_EQ(cudaEventElapsedTime(&ms, from, to), cudaErrorNotReady);
    EXPECT_EQ(cudaEventSynchronize(to), cudaSuccess);
    EXPECT_EQ(cudaEventElapsedTime(&ms, from, to), cudaSuccess);
    return ms;
  };

  const float first = measure();

  EXPECT_GT(first, 0);
  EXPECT_EQ(measure(), first);
}

TEST_F(StreamOrderTest, AStaleHandleIsRefused) {
  cudaStream_t const stream = make();
  cudaEvent_t event = nullptr;
  OK(cudaEventCreateWithFlags(&event, cudaEventDisableTiming));
  OK(cudaStreamDestroy(stream));
  OK(cudaEventDestroy(event));

  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaEventRecord(event, nullptr), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaStreamSynchronize(cudaStreamPerThread), cudaErrorNotSupported);
}

TEST_F(StreamOrderTest, AHostFunctionMayNotCallTheApi) {
  cudaError_t answer = cudaSuccess;
  const auto call = [](void* to) { *static_cast<cudaError_t*>(to) = cudaDeviceSynchronize(); };

  OK(cudaLaunchHostFunc(nullptr, call, &answer));
  OK(cudaDeviceSynchronize());

  EXPECT_EQ(answer, cudaErrorNotPermitted);
}

TEST_F(StreamOrderTest, APoolHandsMemoryOutAgainInTheOrderOfTheStream) {
  cudaStream_t const stream = make();
  cudaMemPool_t pool = nullptr;
  OK(cudaDeviceGetDefaultMemPool(&pool, 0));
  int *first = nullptr, *second = nullptr, *third = nullptr;
  OK(cudaMallocAsync(&first, 1024, stream));
  OK(tw::launch(set, {{1}, {1}, 0, stream}, first, 1));
  OK(cudaFreeAsync(first, stream));

  OK(cudaMallocAsync(&second, 1024, stream));
  OK(cudaMallocAsync(&third, 1024, stream));

  EXPECT_EQ(second, first);
  EXPECT_NE(third, first);
  std::uint64_t used = 0, reserved = 0;
  OK(cudaMemPoolGetAttribute(pool, cudaMemPoolAttrUsedMemCurrent, &used));
  OK(cudaMemPoolGetAttribute(pool, cudaMemPoolAttrReservedMemCurrent, &reserved));
  EXPECT_EQ(used, 2048U);
  EXPECT_EQ(reserved, 2048U);
  OK(cudaFreeAsync(second, stream));
  OK(cudaFree(third));
  OK(cudaStreamSynchronize(stream));
  OK(cudaMemPoolTrimTo(pool, 0));
  OK(cudaMemPoolGetAttribute(pool, cudaMemPoolAttrReservedMemCurrent, &reserved));
  EXPECT_EQ(reserved, 0U);
}

}  // namespace
}  // namespace emu::test
