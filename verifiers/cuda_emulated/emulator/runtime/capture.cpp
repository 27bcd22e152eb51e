#include "runtime/capture.h"

#include <algorithm>
#include <utility>

#include "runtime/call.h"
#include "runtime/graph.h"
#include "runtime/stream.h"

namespace emu {
namespace {

thread_local cudaStreamCaptureMode thread_mode = cudaStreamCaptureModeGlobal;

// Never destroyed: the program's destructors may still call the API.
std::vector<std::shared_ptr<Capture>>& active() {
  static auto* const own = new std::vector<std::shared_ptr<Capture>>;
  return *own;
}

unsigned long long captures = 0;

bool forbids(const Capture& capture);
bool is_joined(const Capture& capture);

}  // namespace

cudaError_t begin_capture(cudaStream_t handle, cudaGraph_t graph,
                          std::vector<cudaGraphNode_t> behind, cudaStreamCaptureMode mode) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (stream == find_stream(nullptr)) return cudaErrorStreamCaptureUnsupported;
  if (stream->capture) return cudaErrorIllegalState;
  if (mode < cudaStreamCaptureModeGlobal || mode > cudaStreamCaptureModeRelaxed)
    return cudaErrorInvalidValue;
  auto made = std::make_shared<Capture>();
  made->graph = graph != nullptr ? graph : create_graph();
  made->origin = stream;
  made->mode = mode;
  made->thread = std::this_thread::get_id();
  made->id = ++captures;
  made->frontiers[stream] = std::move(behind);
  stream->capture = made;
  active().push_back(std::move(made));
  return cudaSuccess;
}

cudaError_t end_capture(cudaStream_t handle, cudaGraph_t* graph) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (!stream->capture) return cudaErrorIllegalState;
  const std::shared_ptr<Capture> own = stream->capture;
  if (own->origin != stream) return cudaErrorStreamCaptureUnmatched;
  if (own->mode != cudaStreamCaptureModeRelaxed && own->thread != std::this_thread::get_id())
    return cudaErrorStreamCaptureWrongThread;
  const cudaError_t error = !own->valid        ? cudaErrorStreamCaptureInvalidated
                            : !is_joined(*own) ? cudaErrorStreamCaptureUnjoined
                                               : cudaSuccess;
  active().erase(std::find(active().begin(), active().end(), own));
  for (const auto& entry : own->frontiers) entry.first->capture.reset();
  cudaGraph_t const made = std::exchange(own->graph, nullptr);
  if (error != cudaSuccess) destroy_graph(made);
  if (graph != nullptr) *graph = error == cudaSuccess ? made : nullptr;
  return error;
}

cudaError_t capture(CUstream_st& stream, Work work, cudaGraphNode_t* made) {
  Capture& own = *stream.capture;
  if (!own.valid) return cudaErrorStreamCaptureInvalidated;
  auto& frontier = own.frontiers[&stream];
  cudaGraphNode_t const node = add_node(*own.graph, std::move(work), frontier);
  frontier = {node};
  if (made != nullptr) *made = node;
  return cudaSuccess;
}

cudaError_t refuse_implicit_order(CUstream_st& stream) {
  if (&stream != find_stream(nullptr)) return cudaSuccess;
  cudaError_t error = cudaSuccess;
  for (const auto& capture : active()) {
    const auto blocking = [](const auto& entry) { return entry.first->blocking; };
    if (!std::any_of(capture->frontiers.begin(), capture->frontiers.end(), blocking)) continue;
    capture->valid = false;
    error = cudaErrorStreamCaptureImplicit;
  }
  return error;
}

cudaError_t refuse_wait(CUstream_st& stream) {
  if (!stream.capture) return refuse_implicit_order(stream);
  stream.capture->valid = false;
  return cudaErrorStreamCaptureUnsupported;
}

cudaError_t refuse_while_capturing() {
  cudaError_t error = cudaSuccess;
  for (const auto& capture : active()) {
    if (!forbids(*capture)) continue;
    capture->valid = false;
    error = cudaErrorStreamCaptureUnsupported;
  }
  return error;
}

cudaStreamCaptureMode exchange_capture_mode(cudaStreamCaptureMode mode) {
  return std::exchange(thread_mode, mode);
}

namespace {

// What the modes say of calls that are not of a stream: CUDA Programming Guide,
// cudaThreadExchangeStreamCaptureMode.
bool forbids(const Capture& capture) {
  if (thread_mode == cudaStreamCaptureModeRelaxed || capture.mode == cudaStreamCaptureModeRelaxed)
    return false;
  if (capture.thread == std::this_thread::get_id()) return true;
  return thread_mode == cudaStreamCaptureModeGlobal && capture.mode == cudaStreamCaptureModeGlobal;
}

// Every node without another behind it is in the origin's frontier.
bool is_joined(const Capture& capture) {
  std::vector<const CUgraphNode_st*> followed;
  for (const auto& node : capture.graph->nodes)
    followed.insert(followed.end(), node->behind.begin(), node->behind.end());
  const auto& frontier = capture.frontiers.at(capture.origin);
  const auto holds = [](const auto& of, const CUgraphNode_st* node) {
    return std::find(of.begin(), of.end(), node) != of.end();
  };
  return std::all_of(
      capture.graph->nodes.begin(), capture.graph->nodes.end(),
      [&](const auto& node) { return holds(followed, node.get()) || holds(frontier, node.get()); });
}

}  // namespace
}  // namespace emu
