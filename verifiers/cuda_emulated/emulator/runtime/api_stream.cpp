// Streams and host functions in them.
#include <cuda_runtime_api.h>

#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/stream.h"
#include "runtime/submit.h"

namespace emu {
namespace {

constexpr int kLeastPriority = 0;
constexpr int kGreatestPriority = -5;

cudaError_t create(cudaStream_t* stream, unsigned flags, int priority) {
  if (stream == nullptr) return cudaErrorInvalidValue;
  if (flags != cudaStreamDefault && flags != cudaStreamNonBlocking) return cudaErrorInvalidValue;
  *stream = create_stream(flags, std::clamp(priority, kGreatestPriority, kLeastPriority));
  return cudaSuccess;
}

cudaError_t destroy(cudaStream_t handle) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (stream->capture) stream->capture->valid = false;
  return destroy_stream(stream) ? cudaSuccess : cudaErrorInvalidResourceHandle;
}

cudaError_t wait(cudaStream_t handle, bool until_done) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  const cudaError_t refused = refuse_wait(*stream);
  if (refused != cudaSuccess) return refused;
  if (!until_done && !is_done(stream->last)) {
    run_one(stream->last);
    return device_error() != cudaSuccess ? device_error() : cudaErrorNotReady;
  }
  host_waits(stream->last);
  return device_error();
}

// read(stream) when there is such a stream.
template <class Read>
cudaError_t ask(const char* name, cudaStream_t handle, const void* to, Read&& read) {
  return call(name, [&] {
    CUstream_st* const stream = find_stream(handle);
    if (stream == nullptr) return stream_error(handle);
    if (to == nullptr) return cudaErrorInvalidValue;
    read(*stream);
    return cudaSuccess;
  });
}

}  // namespace
}  // namespace emu

cudaError_t cudaStreamCreate(cudaStream_t* pStream) {
  return emu::call("cudaStreamCreate", [&] { return emu::create(pStream, cudaStreamDefault, 0); });
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* pStream, unsigned int flags) {
  return emu::call("cudaStreamCreateWithFlags", [&] { return emu::create(pStream, flags, 0); });
}

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* pStream, unsigned int flags, int priority) {
  return emu::call("cudaStreamCreateWithPriority",
                   [&] { return emu::create(pStream, flags, priority); });
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  return emu::call("cudaStreamDestroy", [&] { return emu::destroy(stream); });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  return emu::call("cudaStreamSynchronize", [&] { return emu::wait(stream, true); });
}

cudaError_t cudaStreamQuery(cudaStream_t stream) {
  return emu::call("cudaStreamQuery", [&] { return emu::wait(stream, false); });
}

cudaError_t cudaStreamGetPriority(cudaStream_t hStream, int* priority) {
  return emu::ask("cudaStreamGetPriority", hStream, priority,
                  [&](const CUstream_st& stream) { *priority = stream.priority; });
}

cudaError_t cudaStreamGetFlags(cudaStream_t hStream, unsigned int* flags) {
  return emu::ask("cudaStreamGetFlags", hStream, flags,
                  [&](const CUstream_st& stream) { *flags = stream.flags; });
}

cudaError_t cudaStreamGetId(cudaStream_t hStream, unsigned long long* streamId) {
  return emu::ask("cudaStreamGetId", hStream, streamId,
                  [&](const CUstream_st& stream) { *streamId = stream.index; });
}

cudaError_t cudaStreamGetDevice(cudaStream_t hStream, int* device) {
  return emu::ask("cudaStreamGetDevice", hStream, device,
                  [&](const CUstream_st& /*stream*/) { *device = 0; });
}

cudaError_t cudaLaunchHostFunc(cudaStream_t stream, cudaHostFn_t fn, void* userData) {
  return emu::call("cudaLaunchHostFunc", [&] {
    if (fn == nullptr) return cudaErrorInvalidValue;
    return emu::submit(stream, emu::HostWork{.function = fn, .data = userData});
  });
}

cudaError_t cudaStreamAddCallback(cudaStream_t stream, cudaStreamCallback_t callback,
                                  void* userData, unsigned int flags) {
  return emu::call_outside_capture("cudaStreamAddCallback", [&] {
    if (callback == nullptr || flags != 0) return cudaErrorInvalidValue;
    return emu::submit(stream,
                       emu::HostWork{.data = userData, .callback = callback, .stream = stream});
  });
}

cudaError_t cudaDeviceGetStreamPriorityRange(int* leastPriority, int* greatestPriority) {
  return emu::call("cudaDeviceGetStreamPriorityRange", [&] {
    if (leastPriority != nullptr) *leastPriority = emu::kLeastPriority;
    if (greatestPriority != nullptr) *greatestPriority = emu::kGreatestPriority;
    return cudaSuccess;
  });
}
