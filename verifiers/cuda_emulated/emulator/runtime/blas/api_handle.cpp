// Handles of the stand-in for cuBLAS.
#include <mutex>

#include "runtime/blas/handle.h"
#include "runtime/call.h"
#include "runtime/handles.h"
#include "runtime/process_end.h"
#include "runtime/stream.h"

namespace emu {
namespace {

Handles<cublasContext>& handles() {
  static auto* const own = new Handles<cublasContext>;
  return *own;
}

void report_handle_leaks(int /*exit_code*/) {
  if (handles().alive_count() > 0)
    misuse("leak",
           std::to_string(handles().alive_count()) + " handles of cuBLAS are never destroyed", {});
}

// change(context) of a live handle.
template <class Change>
cublasStatus_t with(cublasHandle_t handle, Change&& change) {
  const HostInEmulator ours;
  const std::lock_guard lock(api_mutex());
  if (!is_blas_handle(handle)) return CUBLAS_STATUS_NOT_INITIALIZED;
  return change(*handle);
}

template <class T>
cublasStatus_t tell(T* to, T value) {
  if (to == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  *to = value;
  return CUBLAS_STATUS_SUCCESS;
}

}  // namespace

bool is_blas_handle(cublasHandle_t handle) {
  return handles().alive(handle);
}

}  // namespace emu

cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) {
  const emu::HostInEmulator ours;
  const std::lock_guard lock(emu::api_mutex());
  if (handle == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
  if (emu::enter_call("cublasCreate") != cudaSuccess) return CUBLAS_STATUS_ALLOC_FAILED;
  emu::at_process_end(emu::report_handle_leaks);
  *handle = emu::handles().create();
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
  const emu::HostInEmulator ours;
  const std::lock_guard lock(emu::api_mutex());
  return emu::handles().destroy(handle) ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_INITIALIZED;
}

cublasStatus_t cublasGetVersion_v2(cublasHandle_t handle, int* version) {
  return emu::with(handle,
                   [&](const cublasContext&) { return emu::tell(version, CUBLAS_VERSION); });
}

cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t streamId) {
  return emu::with(handle, [&](cublasContext& own) {
    if (emu::find_stream(streamId) == nullptr) return CUBLAS_STATUS_INVALID_VALUE;
    own.stream = streamId;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasGetStream_v2(cublasHandle_t handle, cudaStream_t* streamId) {
  return emu::with(handle,
                   [&](const cublasContext& own) { return emu::tell(streamId, own.stream); });
}

cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t mode) {
  return emu::with(handle, [&](cublasContext& own) {
    if (mode != CUBLAS_POINTER_MODE_HOST && mode != CUBLAS_POINTER_MODE_DEVICE)
      return CUBLAS_STATUS_INVALID_VALUE;
    own.pointer_mode = mode;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasGetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t* mode) {
  return emu::with(handle,
                   [&](const cublasContext& own) { return emu::tell(mode, own.pointer_mode); });
}

// The mode is kept and changes no value: sums are in float in each.
cublasStatus_t cublasSetMathMode(cublasHandle_t handle, cublasMath_t mode) {
  return emu::with(handle, [&](cublasContext& own) {
    own.math_mode = mode;
    return CUBLAS_STATUS_SUCCESS;
  });
}

cublasStatus_t cublasGetMathMode(cublasHandle_t handle, cublasMath_t* mode) {
  return emu::with(handle,
                   [&](const cublasContext& own) { return emu::tell(mode, own.math_mode); });
}

cublasStatus_t cublasSetAtomicsMode(cublasHandle_t handle, cublasAtomicsMode_t mode) {
  return emu::with(handle, [&](cublasContext& own) {
    own.atomics_mode = mode;
    return CUBLAS_STATUS_SUCCESS;
  });
}

// Not used here; its place and size are checked as documented.
cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t handle, void* workspace,
                                     size_t workspaceSizeInBytes) {
  return emu::with(handle, [&](const cublasContext&) {
    const bool aligned = reinterpret_cast<std::uintptr_t>(workspace) % 256 == 0;
    const bool fits = aligned && (workspace != nullptr || workspaceSizeInBytes == 0);
    return fits ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_INVALID_VALUE;
  });
}

const char* cublasGetStatusName(cublasStatus_t status) {
  switch (static_cast<int>(status)) {
    case CUBLAS_STATUS_SUCCESS:
      return "CUBLAS_STATUS_SUCCESS";
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "CUBLAS_STATUS_NOT_INITIALIZED";
    case CUBLAS_STATUS_ALLOC_FAILED:
      return "CUBLAS_STATUS_ALLOC_FAILED";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "CUBLAS_STATUS_INVALID_VALUE";
    case CUBLAS_STATUS_EXECUTION_FAILED:
      return "CUBLAS_STATUS_EXECUTION_FAILED";
    case CUBLAS_STATUS_NOT_SUPPORTED:
      return "CUBLAS_STATUS_NOT_SUPPORTED";
    default:
      return "unknown status";
  }
}

const char* cublasGetStatusString(cublasStatus_t status) {
  return cublasGetStatusName(status);
}
