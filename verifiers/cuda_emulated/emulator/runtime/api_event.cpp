// Events.  Their times come from a model of sizes alone (runtime/work.h): they order
// and repeat, and say nothing of any device's speed.
#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/event.h"
#include "runtime/handles.h"
#include "runtime/stream.h"

namespace emu {
namespace {

Handles<CUevent_st>& events() {
  static auto* const own = new Handles<CUevent_st>;
  return *own;
}

cudaError_t create(cudaEvent_t* event, unsigned flags) {
  constexpr unsigned kKnown = cudaEventBlockingSync | cudaEventDisableTiming;
  if (event == nullptr) return cudaErrorInvalidValue;
  if ((flags & cudaEventInterprocess) != 0) return cudaErrorNotSupported;
  if ((flags & ~kKnown) != 0) return cudaErrorInvalidValue;
  *event = events().create();
  (*event)->flags = flags;
  return cudaSuccess;
}

cudaError_t record(CUevent_st* event, cudaStream_t handle) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (!events().alive(event)) return cudaErrorInvalidResourceHandle;
  event->recorded = true;
  event->capture = stream->capture;
  if (stream->capture) {
    event->behind = stream->capture->frontiers[stream];
    return cudaSuccess;
  }
  event->behind.clear();
  const cudaError_t refused = refuse_implicit_order(*stream);
  if (refused != cudaSuccess) return refused;
  event->clock = schedule(*stream, MarkWork{});
  event->at_ms = stream->busy_until_ms;
  return cudaSuccess;
}

// The stream takes part in the capture that the event was recorded in.
cudaError_t join_capture(CUstream_st& stream, const CUevent_st& event) {
  if (stream.capture && stream.capture != event.capture) {
    stream.capture->valid = false;
    return cudaErrorStreamCaptureIsolation;
  }
  if (event.capture->graph == nullptr) return cudaErrorStreamCaptureIsolation;  // It ended.
  stream.capture = event.capture;
  auto& frontier = event.capture->frontiers[&stream];
  for (cudaGraphNode_t node : event.behind) {
    if (std::find(frontier.begin(), frontier.end(), node) == frontier.end())
      frontier.push_back(node);
  }
  return cudaSuccess;
}

cudaError_t wait(cudaStream_t handle, CUevent_st* event, unsigned flags) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (!events().alive(event)) return cudaErrorInvalidResourceHandle;
  if ((flags & ~cudaEventWaitExternal) != 0) return cudaErrorInvalidValue;
  if (!event->recorded) return cudaSuccess;
  if (event->capture) return join_capture(*stream, *event);
  if (stream->capture) {
    stream->capture->valid = false;  // A graph cannot wait for what is outside of it.
    return cudaErrorStreamCaptureIsolation;
  }
  stream_waits(*stream, event->clock, event->at_ms);
  return cudaSuccess;
}

cudaError_t query(CUevent_st* event, bool until_done) {
  if (!events().alive(event)) return cudaErrorInvalidResourceHandle;
  if (event->capture) {
    event->capture->valid = false;
    return cudaErrorCapturedEvent;
  }
  if (!event->recorded) return cudaSuccess;
  if (!until_done && !is_done(event->clock)) {
    run_one(event->clock);
    return device_error() != cudaSuccess ? device_error() : cudaErrorNotReady;
  }
  host_waits(event->clock);
  return device_error();
}

cudaError_t elapsed(float* ms, const CUevent_st* start, const CUevent_st* end) {
  if (ms == nullptr) return cudaErrorInvalidValue;
  for (const CUevent_st* event : {start, end}) {
    if (!events().alive(event)) return cudaErrorInvalidResourceHandle;
    if (!event->recorded || event->capture || (event->flags & cudaEventDisableTiming) != 0)
      return cudaErrorInvalidResourceHandle;
    if (!is_done(event->clock)) return cudaErrorNotReady;
  }
  *ms = static_cast<float>(end->at_ms - start->at_ms);
  return cudaSuccess;
}

}  // namespace
}  // namespace emu

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  return emu::call("cudaEventCreate", [&] { return emu::create(event, cudaEventDefault); });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned int flags) {
  return emu::call("cudaEventCreateWithFlags", [&] { return emu::create(event, flags); });
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  return emu::call("cudaEventRecord", [&] { return emu::record(event, stream); });
}

cudaError_t cudaEventRecordWithFlags(cudaEvent_t event, cudaStream_t stream, unsigned int flags) {
  return emu::call("cudaEventRecordWithFlags", [&] {
    if (flags != cudaEventRecordDefault) return cudaErrorNotSupported;
    return emu::record(event, stream);
  });
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned int flags) {
  return emu::call("cudaStreamWaitEvent", [&] { return emu::wait(stream, event, flags); });
}

cudaError_t cudaEventQuery(cudaEvent_t event) {
  return emu::call("cudaEventQuery", [&] { return emu::query(event, false); });
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return emu::call("cudaEventSynchronize", [&] { return emu::query(event, true); });
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return emu::call("cudaEventDestroy", [&] {
    return emu::events().destroy(event) ? cudaSuccess : cudaErrorInvalidResourceHandle;
  });
}

cudaError_t cudaEventElapsedTime(float* ms, cudaEvent_t start, cudaEvent_t end) {
  return emu::call("cudaEventElapsedTime", [&] { return emu::elapsed(ms, start, end); });
}
