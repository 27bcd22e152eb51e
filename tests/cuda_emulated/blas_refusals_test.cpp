// Products that cuBLAS does not make.
#include <cublas_v2.h>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class BlasRefusalTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    ASSERT_EQ(cublasCreate(&handle_), CUBLAS_STATUS_SUCCESS);
    at_ = on_device(std::vector<float>(16, 1));
  }
  void TearDown() override {
    EXPECT_EQ(cublasDestroy(handle_), CUBLAS_STATUS_SUCCESS);
    DeviceTest::TearDown();
  }

  struct Sizes {
    int m = 2, n = 2, k = 2, a = 2, b = 2, c = 2;
  };
  cublasStatus_t multiply(const Sizes& of, cublasOperation_t ta = CUBLAS_OP_N,
                          cublasOperation_t tb = CUBLAS_OP_N) {
    return cublasSgemm(handle_, ta, tb, of.m, of.n, of.k, &one_, at_, of.a, at_, of.b, &zero_,
                       at_ + 8, of.c);
  }
  cublasStatus_t multiply_typed(cudaDataType a, cudaDataType b, cudaDataType c,
                                cublasComputeType_t in) {
    return cublasGemmEx(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &one_, at_, a, 2, at_, b, 2,
                        &zero_, at_ + 8, c, 2, in, CUBLAS_GEMM_DEFAULT);
  }

  cublasHandle_t handle_ = nullptr;
  float* at_ = nullptr;
  float one_ = 1, zero_ = 0;
};

TEST_F(BlasRefusalTest, SizesAndStridesFitEachOther) {
  for (const Sizes& wrong : {Sizes{.m = -1}, Sizes{.n = -1}, Sizes{.k = -1}, Sizes{.a = 1},
                             Sizes{.b = 1}, Sizes{.c = 1}})
    EXPECT_EQ(multiply(wrong), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(multiply({.k = 3, .b = 3}, CUBLAS_OP_T), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(multiply({.n = 3}, CUBLAS_OP_N, CUBLAS_OP_C), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(multiply({}, CUBLAS_OP_CONJG), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(multiply({}, CUBLAS_OP_N, CUBLAS_OP_CONJG), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(cublasSgemmStridedBatched(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &one_, at_, 2, 4,
                                      at_, 2, 4, &zero_, at_, 2, 4, -1),
            CUBLAS_STATUS_INVALID_VALUE);
}

TEST_F(BlasRefusalTest, ScalarsAreNeeded) {
  EXPECT_EQ(cublasSgemm(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, nullptr, at_, 2, at_, 2, &zero_,
                        at_ + 8, 2),
            CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(cublasSgemm(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &one_, at_, 2, at_, 2, nullptr,
                        at_ + 8, 2),
            CUBLAS_STATUS_INVALID_VALUE);
}

TEST_F(BlasRefusalTest, AnEmptyProductIsNone) {
  EXPECT_EQ(multiply({.m = 0}), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(multiply({.n = 0}), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasSgemmStridedBatched(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &one_, at_, 2, 4,
                                      at_, 2, 4, &zero_, at_, 2, 4, 0),
            CUBLAS_STATUS_SUCCESS);
}

TEST_F(BlasRefusalTest, WithAlphaZeroTheFactorsAreNotRead) {
  float* unwritten = nullptr;
  OK(cudaMalloc(&unwritten, 16));

  ASSERT_EQ(cublasSgemm(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 2, &zero_, unwritten, 2, unwritten,
                        2, &one_, at_, 2),
            CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(on_host(at_, 4), std::vector<float>(4, 1));
}

TEST_F(BlasRefusalTest, TypesThatHaveNoKernelAreNotSupported) {
  constexpr auto kFloat = CUBLAS_COMPUTE_32F;
  for (const cublasStatus_t answer :
       {multiply_typed(CUDA_R_32F, CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_16F),
        multiply_typed(CUDA_R_32F, CUDA_R_16F, CUDA_R_32F, kFloat),
        multiply_typed(CUDA_R_64F, CUDA_R_64F, CUDA_R_64F, kFloat),
        multiply_typed(CUDA_R_32F, CUDA_R_32F, CUDA_R_16F, kFloat),
        multiply_typed(CUDA_R_16F, CUDA_R_16F, CUDA_R_16BF, kFloat),
        multiply_typed(CUDA_R_8I, CUDA_R_8I, CUDA_R_32F, kFloat)})
    EXPECT_EQ(answer, CUBLAS_STATUS_NOT_SUPPORTED);
}

TEST_F(BlasRefusalTest, ALaunchThatIsRefusedIsTold) {
  cudaStream_t stream = nullptr;
  OK(cudaStreamCreate(&stream));
  OK(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed));

  EXPECT_EQ(multiply({}), CUBLAS_STATUS_EXECUTION_FAILED);

  EXPECT_EQ(cudaStreamEndCapture(stream, nullptr), cudaErrorStreamCaptureInvalidated);
}

}  // namespace
}  // namespace emu::test
