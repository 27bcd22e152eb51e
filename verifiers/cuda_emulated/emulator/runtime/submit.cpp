#include "runtime/submit.h"

#include <utility>

#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/stream.h"

namespace emu {

cudaError_t submit(cudaStream_t handle, Work work) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (stream->capture) return capture(*stream, std::move(work));
  const cudaError_t refused = refuse_implicit_order(*stream);
  if (refused != cudaSuccess) return refused;
  const std::uint64_t launch = std::holds_alternative<KernelWork>(work) ? next_launch() : 0;
  schedule(*stream, std::move(work), launch);
  return cudaSuccess;
}

cudaError_t submit_and_wait(Work work) {
  const cudaError_t refused = submit(nullptr, std::move(work));
  if (refused != cudaSuccess) return refused;
  host_waits(find_stream(nullptr)->last);
  return device_error();
}

}  // namespace emu
