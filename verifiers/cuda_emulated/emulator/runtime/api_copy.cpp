// cudaMemcpy and cudaMemset in their forms.
//
// Only a copy that touches host memory makes the host wait: the host goes on at once
// after cudaMemset and after a copy within the device.  An asynchronous copy from
// pageable memory reads it at once; one into pageable memory is as late as one into
// pinned memory, since CUDA only says that it "might be synchronous".
#include <cuda_runtime_api.h>

#include <utility>

#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/copy.h"
#include "runtime/pinned.h"
#include "runtime/stream.h"
#include "runtime/submit.h"

namespace emu {
namespace {

cudaError_t copy(CopyWork work, cudaMemcpyKind kind, const char* name) {
  const cudaError_t error = check_copy(work, kind, name);
  if (error != cudaSuccess) return error;
  if (work.width == 0 || work.height == 0) return cudaSuccess;
  if (is_device(work.from) && is_device(work.to)) return submit(nullptr, std::move(work));
  return submit_and_wait(std::move(work));
}

cudaError_t copy_async(CopyWork work, cudaMemcpyKind kind, cudaStream_t handle, const char* name) {
  const CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  const cudaError_t error = check_copy(work, kind, name);
  if (error != cudaSuccess) return error;
  if (work.width == 0 || work.height == 0) return cudaSuccess;
  const bool pageable = !is_device(work.from) && !is_pinned(work.from, work.width);
  if (pageable && !stream->capture) stage(work);
  return submit(handle, std::move(work));
}

cudaError_t fill(FillWork work, cudaStream_t handle, const char* name) {
  if (find_stream(handle) == nullptr) return stream_error(handle);
  const cudaError_t error = check_fill(work, name);
  if (error != cudaSuccess || work.width == 0 || work.height == 0) return error;
  return submit(handle, work);
}

FillWork bytes(void* at, std::size_t pitch, int value, std::size_t width, std::size_t height) {
  return {.to = at,
          .pitch = pitch,
          .value = static_cast<unsigned char>(value),
          .width = width,
          .height = height};
}

}  // namespace
}  // namespace emu

cudaError_t cudaMemcpy(void* dst, const void* src, size_t count, cudaMemcpyKind kind) {
  return emu::call_outside_capture("cudaMemcpy", [&] {
    return emu::copy({.to = dst, .from = src, .width = count}, kind, "cudaMemcpy");
  });
}

cudaError_t cudaMemcpyAsync(void* dst, const void* src, size_t count, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return emu::call("cudaMemcpyAsync", [&] {
    return emu::copy_async({.to = dst, .from = src, .width = count}, kind, stream,
                           "cudaMemcpyAsync");
  });
}

cudaError_t cudaMemcpy2D(void* dst, size_t dpitch, const void* src, size_t spitch, size_t width,
                         size_t height, cudaMemcpyKind kind) {
  return emu::call_outside_capture("cudaMemcpy2D", [&] {
    return emu::copy({.to = dst,
                      .to_pitch = dpitch,
                      .from = src,
                      .from_pitch = spitch,
                      .width = width,
                      .height = height},
                     kind, "cudaMemcpy2D");
  });
}

cudaError_t cudaMemcpy2DAsync(void* dst, size_t dpitch, const void* src, size_t spitch,
                              size_t width, size_t height, cudaMemcpyKind kind,
                              cudaStream_t stream) {
  return emu::call("cudaMemcpy2DAsync", [&] {
    return emu::copy_async({.to = dst,
                            .to_pitch = dpitch,
                            .from = src,
                            .from_pitch = spitch,
                            .width = width,
                            .height = height},
                           kind, stream, "cudaMemcpy2DAsync");
  });
}

cudaError_t cudaMemset(void* devPtr, int value, size_t count) {
  return emu::call_outside_capture("cudaMemset", [&] {
    return emu::fill(emu::bytes(devPtr, 0, value, count, 1), nullptr, "cudaMemset");
  });
}

cudaError_t cudaMemsetAsync(void* devPtr, int value, size_t count, cudaStream_t stream) {
  return emu::call("cudaMemsetAsync", [&] {
    return emu::fill(emu::bytes(devPtr, 0, value, count, 1), stream, "cudaMemsetAsync");
  });
}

cudaError_t cudaMemset2D(void* devPtr, size_t pitch, int value, size_t width, size_t height) {
  return emu::call_outside_capture("cudaMemset2D", [&] {
    return emu::fill(emu::bytes(devPtr, pitch, value, width, height), nullptr, "cudaMemset2D");
  });
}

cudaError_t cudaMemset2DAsync(void* devPtr, size_t pitch, int value, size_t width, size_t height,
                              cudaStream_t stream) {
  return emu::call("cudaMemset2DAsync", [&] {
    return emu::fill(emu::bytes(devPtr, pitch, value, width, height), stream, "cudaMemset2DAsync");
  });
}
