// Memory pools beside the default one.
#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class RuntimePoolTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    cudaMemPoolProps about = {};
    about.allocType = cudaMemAllocationTypePinned;
    about.location.type = cudaMemLocationTypeDevice;
    ASSERT_EQ(cudaMemPoolCreate(&pool_, &about), cudaSuccess);
  }

  std::uint64_t read(cudaMemPoolAttr attribute) const {
    std::uint64_t value = 0;
    EXPECT_EQ(cudaMemPoolGetAttribute(pool_, attribute, &value), cudaSuccess);
    return value;
  }
  cudaError_t write(cudaMemPoolAttr attribute, std::uint64_t value) const {
    return cudaMemPoolSetAttribute(pool_, attribute, &value);
  }

  cudaMemPool_t pool_ = nullptr;
};

TEST_F(RuntimePoolTest, APoolKeepsWhatItsThresholdAllows) {
  void *first = nullptr, *second = nullptr;
  OK(write(cudaMemPoolAttrReleaseThreshold, 4096));
  OK(cudaMallocFromPoolAsync(&first, 1024, pool_, nullptr));
  OK(cudaFreeAsync(first, nullptr));
  OK(cudaDeviceSynchronize());

  EXPECT_EQ(read(cudaMemPoolAttrReservedMemCurrent), 1024U);
  EXPECT_EQ(read(cudaMemPoolAttrUsedMemCurrent), 0U);
  EXPECT_EQ(read(cudaMemPoolAttrUsedMemHigh), 1024U);
  OK(cudaMallocFromPoolAsync(&second, 1024, pool_, nullptr));
  EXPECT_EQ(second, first);
  OK(cudaFreeAsync(second, nullptr));
  OK(cudaDeviceSynchronize());
  OK(cudaMemPoolTrimTo(pool_, 0));
  EXPECT_EQ(read(cudaMemPoolAttrReservedMemCurrent), 0U);
  OK(cudaMemPoolDestroy(pool_));
}

TEST_F(RuntimePoolTest, HighMarksAreResetToWhatIsThere) {
  void* at = nullptr;
  OK(cudaMallocFromPoolAsync(&at, 512, pool_, nullptr));
  OK(cudaFreeAsync(at, nullptr));
  OK(cudaDeviceSynchronize());

  OK(write(cudaMemPoolAttrUsedMemHigh, 0));
  OK(write(cudaMemPoolAttrReservedMemHigh, 0));

  EXPECT_EQ(read(cudaMemPoolAttrUsedMemHigh), 0U);
  EXPECT_EQ(write(cudaMemPoolAttrUsedMemHigh, 1), cudaErrorInvalidValue);
  EXPECT_EQ(write(cudaMemPoolAttrUsedMemCurrent, 0), cudaErrorInvalidValue);
}

TEST_F(RuntimePoolTest, RulesOfReuseAreKept) {
  for (const cudaMemPoolAttr rule :
       {cudaMemPoolReuseFollowEventDependencies, cudaMemPoolReuseAllowOpportunistic,
        cudaMemPoolReuseAllowInternalDependencies}) {
    int off = 0, value = 1;
    OK(cudaMemPoolSetAttribute(pool_, rule, &off));
    OK(cudaMemPoolGetAttribute(pool_, rule, &value));
    EXPECT_EQ(value, 0);
  }
}

TEST_F(RuntimePoolTest, TheDevicesPoolMayBeAnotherUntilThatIsDestroyed) {
  cudaMemPool_t usual = nullptr, now = nullptr;
  void* at = nullptr;
  OK(cudaDeviceGetDefaultMemPool(&usual, 0));

  OK(cudaDeviceSetMemPool(0, pool_));
  OK(cudaMallocAsync(&at, 256, nullptr));
  EXPECT_EQ(read(cudaMemPoolAttrUsedMemCurrent), 256U);
  OK(cudaFreeAsync(at, nullptr));
  OK(cudaDeviceSynchronize());
  OK(cudaMemPoolDestroy(pool_));

  OK(cudaDeviceGetMemPool(&now, 0));
  EXPECT_EQ(now, usual);
  EXPECT_EQ(cudaMemPoolDestroy(usual), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemPoolDestroy(pool_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaDeviceSetMemPool(0, pool_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemPoolTrimTo(pool_, 0), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMallocFromPoolAsync(&at, 8, pool_, nullptr), cudaErrorInvalidValue);
}

TEST_F(RuntimePoolTest, MoreThanThereIsIsRefusedAndNothingIsTaken) {
  void* at = nullptr;

  EXPECT_EQ(cudaMallocFromPoolAsync(&at, std::size_t{1} << 45, pool_, nullptr),
            cudaErrorMemoryAllocation);

  EXPECT_EQ(at, nullptr);
  EXPECT_EQ(read(cudaMemPoolAttrReservedMemCurrent), 0U);
  OK(cudaMallocFromPoolAsync(&at, 0, pool_, nullptr));
  EXPECT_EQ(at, nullptr);
  OK(cudaFreeAsync(nullptr, nullptr));
}

TEST_F(RuntimePoolTest, APoolIsOfTheDevicesMemory) {
  cudaMemPool_t made = nullptr;
  cudaMemPoolProps about = {};
  about.allocType = cudaMemAllocationTypePinned;
  about.location.type = cudaMemLocationTypeDevice;
  about.location.id = 1;

  EXPECT_EQ(cudaMemPoolCreate(&made, &about), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemPoolCreate(&made, nullptr), cudaErrorInvalidValue);
}

}  // namespace
}  // namespace emu::test
