// Matrix products of the stand-in for cuBLAS, with the checks of its documentation.
//
// Half and bfloat16 are accumulated in float; CUBLAS_COMPUTE_16F, other types and
// conjugation are refused with CUBLAS_STATUS_NOT_SUPPORTED.
#include <algorithm>
#include <mutex>

#include "runtime/blas/gemm.h"
#include "runtime/blas/handle.h"
#include "runtime/call.h"

namespace emu {
namespace {

bool is_operation(cublasOperation_t of) {
  return of == CUBLAS_OP_N || of == CUBLAS_OP_T || of == CUBLAS_OP_C;
}

bool has_kernel(cublasComputeType_t compute) {
  switch (static_cast<int>(compute)) {
    case CUBLAS_COMPUTE_32F:
    case CUBLAS_COMPUTE_32F_PEDANTIC:
    case CUBLAS_COMPUTE_32F_FAST_16F:
    case CUBLAS_COMPUTE_32F_FAST_16BF:
    case CUBLAS_COMPUTE_32F_FAST_TF32:
      return true;
    default:
      return false;
  }
}

cublasStatus_t check(const Gemm& gemm) {
  if (gemm.m < 0 || gemm.n < 0 || gemm.k < 0 || gemm.batch < 0) return CUBLAS_STATUS_INVALID_VALUE;
  if (gemm.a.leading < std::max(1, gemm.transposed_a ? gemm.k : gemm.m) ||
      gemm.b.leading < std::max(1, gemm.transposed_b ? gemm.n : gemm.k) ||
      gemm.c.leading < std::max(1, gemm.m))
    return CUBLAS_STATUS_INVALID_VALUE;
  if (gemm.alpha == nullptr || gemm.beta == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  return is_known(gemm) ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_SUPPORTED;
}

cublasStatus_t multiply(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb,
                        Gemm gemm) {
  const std::lock_guard lock(api_mutex());
  if (!is_blas_handle(handle)) return CUBLAS_STATUS_NOT_INITIALIZED;
  if (!is_operation(transa) || !is_operation(transb)) return CUBLAS_STATUS_INVALID_VALUE;
  gemm.transposed_a = transa != CUBLAS_OP_N;
  gemm.transposed_b = transb != CUBLAS_OP_N;
  gemm.scalars_on_device = handle->pointer_mode == CUBLAS_POINTER_MODE_DEVICE;
  const cublasStatus_t refused = check(gemm);
  if (refused != CUBLAS_STATUS_SUCCESS) return refused;
  if (gemm.m == 0 || gemm.n == 0 || gemm.batch == 0) return CUBLAS_STATUS_SUCCESS;
  const cudaError_t error = launch_gemm(gemm, handle->stream);
  return error == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace
}  // namespace emu

cublasStatus_t cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t transa,
                              cublasOperation_t transb, int m, int n, int k, const float* alpha,
                              const float* A, int lda, const float* B, int ldb, const float* beta,
                              float* C, int ldc) {
  return cublasSgemmStridedBatched(handle, transa, transb, m, n, k, alpha, A, lda, 0, B, ldb, 0,
                                   beta, C, ldc, 0, 1);
}

cublasStatus_t cublasDgemm_v2(cublasHandle_t handle, cublasOperation_t transa,
                              cublasOperation_t transb, int m, int n, int k, const double* alpha,
                              const double* A, int lda, const double* B, int ldb,
                              const double* beta, double* C, int ldc) {
  return emu::multiply(handle, transa, transb,
                       {.m = m,
                        .n = n,
                        .k = k,
                        .alpha = alpha,
                        .beta = beta,
                        .type = CUDA_R_64F,
                        .type_c = CUDA_R_64F,
                        .a = {A, lda, 0},
                        .b = {B, ldb, 0},
                        .c = {C, ldc, 0}});
}

cublasStatus_t cublasSgemmStridedBatched(cublasHandle_t handle, cublasOperation_t transa,
                                         cublasOperation_t transb, int m, int n, int k,
                                         const float* alpha, const float* A, int lda,
                                         long long int strideA, const float* B, int ldb,
                                         long long int strideB, const float* beta, float* C,
                                         int ldc, long long int strideC, int batchCount) {
  return emu::multiply(handle, transa, transb,
                       {.m = m,
                        .n = n,
                        .k = k,
                        .alpha = alpha,
                        .beta = beta,
                        .a = {A, lda, strideA},
                        .b = {B, ldb, strideB},
                        .c = {C, ldc, strideC},
                        .batch = batchCount});
}

cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa,
                            cublasOperation_t transb, int m, int n, int k, const void* alpha,
                            const void* A, cudaDataType Atype, int lda, const void* B,
                            cudaDataType Btype, int ldb, const void* beta, void* C,
                            cudaDataType Ctype, int ldc, cublasComputeType_t computeType,
                            cublasGemmAlgo_t algo) {
  return cublasGemmStridedBatchedEx(handle, transa, transb, m, n, k, alpha, A, Atype, lda, 0, B,
                                    Btype, ldb, 0, beta, C, Ctype, ldc, 0, 1, computeType, algo);
}

cublasStatus_t cublasGemmStridedBatchedEx(
    cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m, int n, int k,
    const void* alpha, const void* A, cudaDataType Atype, int lda, long long int strideA,
    const void* B, cudaDataType Btype, int ldb, long long int strideB, const void* beta, void* C,
    cudaDataType Ctype, int ldc, long long int strideC, int batchCount,
    cublasComputeType_t computeType, cublasGemmAlgo_t /*algo*/) {
  if (!emu::has_kernel(computeType) || Atype != Btype || Atype == CUDA_R_64F)
    return CUBLAS_STATUS_NOT_SUPPORTED;
  return emu::multiply(handle, transa, transb,
                       {.m = m,
                        .n = n,
                        .k = k,
                        .alpha = alpha,
                        .beta = beta,
                        .type = Atype,
                        .type_c = Ctype,
                        .a = {A, lda, strideA},
                        .b = {B, ldb, strideB},
                        .c = {C, ldc, strideC},
                        .batch = batchCount});
}
