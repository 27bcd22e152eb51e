#include <cublas_v2.h>
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "cuda_emulated/device.h"

namespace emu::test {
namespace {

class BlasTest : public DeviceTest {
 protected:
  void SetUp() override {
    DeviceTest::SetUp();
    ASSERT_EQ(cublasCreate(&handle_), CUBLAS_STATUS_SUCCESS);
  }
  void TearDown() override {
    EXPECT_EQ(cublasDestroy(handle_), CUBLAS_STATUS_SUCCESS);
    DeviceTest::TearDown();
  }

  cublasHandle_t handle_ = nullptr;
  float one_ = 1, zero_ = 0;
};

// Column-major: A is 2x3, B is 3x2.
const std::vector<float> kA{1, 2, 3, 4, 5, 6}, kB{1, 0, 2, 0, 1, 3};
const std::vector<float> kProduct{11, 14, 18, 22};

TEST_F(BlasTest, AProductIsColumnMajor) {
  float* const a = on_device(kA);
  float* const b = on_device(kB);
  float* const c = on_device(std::vector<float>(4, 100));

  ASSERT_EQ(
      cublasSgemm(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one_, a, 2, b, 3, &zero_, c, 2),
      CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(on_host(c, 4), kProduct);
}

TEST_F(BlasTest, TransposedFactorsAndScalarsOnTheDevice) {
  float* const a = on_device(std::vector<float>{1, 3, 5, 2, 4, 6});  // A transposed: 3x2.
  float* const b = on_device(std::vector<float>{1, 0, 0, 1, 2, 3});  // B transposed: 2x3.
  float* const c = on_device(std::vector<float>(4, 1));
  float* const scalars = on_device(std::vector<float>{2, 10});
  ASSERT_EQ(cublasSetPointerMode(handle_, CUBLAS_POINTER_MODE_DEVICE), CUBLAS_STATUS_SUCCESS);

  ASSERT_EQ(cublasSgemm(handle_, CUBLAS_OP_T, CUBLAS_OP_T, 2, 2, 3, scalars, a, 3, b, 2,
                        scalars + 1, c, 2),
            CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(on_host(c, 4), (std::vector<float>{32, 38, 46, 54}));
}

TEST_F(BlasTest, EachOfABatchIsItsOwnProduct) {
  std::vector<float> twice(kA);
  for (float x : kA) twice.push_back(2 * x);
  float* const a = on_device(twice);
  float* const b = on_device(kB);
  float* const c = on_device(std::vector<float>(8));

  ASSERT_EQ(cublasSgemmStridedBatched(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one_, a, 2, 6, b,
                                      3, 0, &zero_, c, 2, 4, 2),
            CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(on_host(c, 8), (std::vector<float>{11, 14, 18, 22, 22, 28, 36, 44}));
}

template <class T>
std::vector<T> narrow(const std::vector<float>& values) {
  return {values.begin(), values.end()};
}

TEST_F(BlasTest, NarrowFactorsAreSummedInFloat) {
  __half* const a = on_device(narrow<__half>(kA));
  __half* const b = on_device(narrow<__half>(kB));
  __nv_bfloat16* const a2 = on_device(narrow<__nv_bfloat16>(kA));
  __nv_bfloat16* const b2 = on_device(narrow<__nv_bfloat16>(kB));
  float* const c = on_device(std::vector<float>(4));
  __nv_bfloat16* const c2 = on_device(narrow<__nv_bfloat16>(std::vector<float>(4)));

  ASSERT_EQ(cublasGemmEx(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one_, a, CUDA_R_16F, 2, b,
                         CUDA_R_16F, 3, &zero_, c, CUDA_R_32F, 2, CUBLAS_COMPUTE_32F,
                         CUBLAS_GEMM_DEFAULT),
            CUBLAS_STATUS_SUCCESS);
  ASSERT_EQ(cublasGemmEx(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one_, a2, CUDA_R_16BF, 2, b2,
                         CUDA_R_16BF, 3, &zero_, c2, CUDA_R_16BF, 2, CUBLAS_COMPUTE_32F,
                         CUBLAS_GEMM_DEFAULT),
            CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(on_host(c, 4), kProduct);
  EXPECT_EQ(__bfloat162float(on_host(c2, 4).at(3)), 22);
}

TEST_F(BlasTest, WrongArgumentsAreRefusedAsDocumented) {
  float* const a = on_device(kA);
  const auto gemm = [&](cublasHandle_t handle, int m, int lda, int ldb, const float* alpha) {
    return cublasSgemm(handle, CUBLAS_OP_N, CUBLAS_OP_N, m, 2, 3, alpha, a, lda, a, ldb, &zero_, a,
                       2);
  };

  EXPECT_EQ(gemm(nullptr, 2, 2, 3, &one_), CUBLAS_STATUS_NOT_INITIALIZED);
  EXPECT_EQ(gemm(handle_, -1, 2, 3, &one_), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(gemm(handle_, 2, 1, 3, &one_), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(gemm(handle_, 2, 2, 2, &one_), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(gemm(handle_, 2, 2, 3, nullptr), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(
      cublasGemmEx(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 2, 2, 3, &one_, a, CUDA_R_8I, 2, a, CUDA_R_8I,
                   3, &zero_, a, CUDA_R_32I, 2, CUBLAS_COMPUTE_32I, CUBLAS_GEMM_DEFAULT),
      CUBLAS_STATUS_NOT_SUPPORTED);
}

TEST_F(BlasTest, AHandleKeepsWhatItIsTold) {
  cudaStream_t stream = nullptr, own = nullptr;
  cublasPointerMode_t pointers = CUBLAS_POINTER_MODE_HOST;
  cublasMath_t math = CUBLAS_DEFAULT_MATH;
  int version = 0;
  OK(cudaStreamCreate(&stream));

  EXPECT_EQ(cublasSetStream(handle_, stream), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasGetStream(handle_, &own), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasSetPointerMode(handle_, CUBLAS_POINTER_MODE_DEVICE), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasGetPointerMode(handle_, &pointers), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasSetMathMode(handle_, CUBLAS_TF32_TENSOR_OP_MATH), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasGetMathMode(handle_, &math), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasSetAtomicsMode(handle_, CUBLAS_ATOMICS_ALLOWED), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasGetVersion(handle_, &version), CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(own, stream);
  EXPECT_EQ(pointers, CUBLAS_POINTER_MODE_DEVICE);
  EXPECT_EQ(math, CUBLAS_TF32_TENSOR_OP_MATH);
  EXPECT_EQ(version, CUBLAS_VERSION);
  EXPECT_EQ(cublasGetVersion(handle_, nullptr), CUBLAS_STATUS_INVALID_VALUE);
  OK(cudaStreamDestroy(stream));
  EXPECT_EQ(cublasSetStream(handle_, stream), CUBLAS_STATUS_INVALID_VALUE);
}

TEST_F(BlasTest, AWorkspaceIsAlignedOrNone) {
  char* const at = on_device(std::vector<char>(512));

  EXPECT_EQ(cublasSetWorkspace(handle_, at, 512), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasSetWorkspace(handle_, nullptr, 0), CUBLAS_STATUS_SUCCESS);
  EXPECT_EQ(cublasSetWorkspace(handle_, at + 1, 8), CUBLAS_STATUS_INVALID_VALUE);
  EXPECT_EQ(cublasSetWorkspace(handle_, nullptr, 8), CUBLAS_STATUS_INVALID_VALUE);
}

TEST_F(BlasTest, DoublesAreSummedInDoubleAndHalvesIntoHalves) {
  double* const a = on_device(std::vector<double>{1, 0x1p-20});
  double* const c = on_device(std::vector<double>(1));
  __half* const h = on_device(narrow<__half>(kA));
  __half* const h2 = on_device(narrow<__half>(std::vector<float>(4)));
  const double one = 1, zero = 0;

  ASSERT_EQ(cublasDgemm(handle_, CUBLAS_OP_N, CUBLAS_OP_C, 1, 1, 2, &one, a, 1, a, 1, &zero, c, 1),
            CUBLAS_STATUS_SUCCESS);
  ASSERT_EQ(cublasGemmEx(handle_, CUBLAS_OP_N, CUBLAS_OP_T, 2, 2, 3, &one_, h, CUDA_R_16F, 2, h,
                         CUDA_R_16F, 2, &zero_, h2, CUDA_R_16F, 2, CUBLAS_COMPUTE_32F,
                         CUBLAS_GEMM_DEFAULT),
            CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(on_host(c, 1).at(0), 1 + 0x1p-40);
  EXPECT_EQ(__half2float(on_host(h2, 4).at(3)), 56);
}

TEST_F(BlasTest, AnEmptyProductDoesNothing) {
  float* const a = on_device(kA);

  EXPECT_EQ(
      cublasSgemm(handle_, CUBLAS_OP_N, CUBLAS_OP_N, 0, 2, 3, &one_, a, 1, a, 3, &zero_, a, 1),
      CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(on_host(a, 6), kA);
}

TEST(BlasHandleTest, AStaleHandleIsRefusedAndStatusesHaveNames) {
  cublasHandle_t handle = nullptr;
  ASSERT_EQ(cublasCreate(&handle), CUBLAS_STATUS_SUCCESS);
  ASSERT_EQ(cublasDestroy(handle), CUBLAS_STATUS_SUCCESS);

  EXPECT_EQ(cublasDestroy(handle), CUBLAS_STATUS_NOT_INITIALIZED);
  EXPECT_EQ(cublasSetMathMode(handle, CUBLAS_DEFAULT_MATH), CUBLAS_STATUS_NOT_INITIALIZED);
  EXPECT_EQ(cublasCreate(nullptr), CUBLAS_STATUS_INVALID_VALUE);
  for (const auto& [status, name] :
       {std::pair{CUBLAS_STATUS_SUCCESS, "CUBLAS_STATUS_SUCCESS"},
        std::pair{CUBLAS_STATUS_NOT_INITIALIZED, "CUBLAS_STATUS_NOT_INITIALIZED"},
        std::pair{CUBLAS_STATUS_ALLOC_FAILED, "CUBLAS_STATUS_ALLOC_FAILED"},
        std::pair{CUBLAS_STATUS_INVALID_VALUE, "CUBLAS_STATUS_INVALID_VALUE"},
        std::pair{CUBLAS_STATUS_EXECUTION_FAILED, "CUBLAS_STATUS_EXECUTION_FAILED"},
        std::pair{CUBLAS_STATUS_NOT_SUPPORTED, "CUBLAS_STATUS_NOT_SUPPORTED"},
        std::pair{CUBLAS_STATUS_LICENSE_ERROR, "unknown status"}})
    EXPECT_STREQ(cublasGetStatusString(status), name);
}

}  // namespace
}  // namespace emu::test
