// Capturing streams into graphs.  Edges with data of their own are refused.
#include <cuda_runtime_api.h>

#include <vector>

#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/graph.h"
#include "runtime/stream.h"

namespace emu {
namespace {

cudaError_t status(cudaStream_t handle, cudaStreamCaptureStatus* status) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (status == nullptr) return cudaErrorInvalidValue;
  *status = !stream->capture         ? cudaStreamCaptureStatusNone
            : stream->capture->valid ? cudaStreamCaptureStatusActive
                                     : cudaStreamCaptureStatusInvalidated;
  return cudaSuccess;
}

cudaError_t describe(cudaStream_t handle, unsigned long long* id, cudaGraph_t* graph,
                     const cudaGraphNode_t** behind, const cudaGraphEdgeData** edges,
                     std::size_t* count) {
  CUstream_st* const stream = find_stream(handle);
  if (!stream->capture) return cudaSuccess;
  const auto& frontier = stream->capture->frontiers[stream];
  if (id != nullptr) *id = stream->capture->id;
  if (graph != nullptr) *graph = stream->capture->graph;
  if (behind != nullptr) *behind = frontier.data();
  if (edges != nullptr) *edges = nullptr;
  if (count != nullptr) *count = frontier.size();
  return cudaSuccess;
}

cudaError_t move_frontier(cudaStream_t handle, std::vector<cudaGraphNode_t> nodes, unsigned flags) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (!stream->capture) return cudaErrorIllegalState;
  for (cudaGraphNode_t node : nodes) {
    if (!is_node(node) || node->graph != stream->capture->graph) return cudaErrorInvalidValue;
  }
  auto& frontier = stream->capture->frontiers[stream];
  if (flags == cudaStreamSetCaptureDependencies) frontier.clear();
  frontier.insert(frontier.end(), nodes.begin(), nodes.end());
  return cudaSuccess;
}

}  // namespace
}  // namespace emu

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode) {
  return emu::call("cudaStreamBeginCapture",
                   [&] { return emu::begin_capture(stream, nullptr, {}, mode); });
}

cudaError_t cudaStreamBeginCaptureToGraph(cudaStream_t stream, cudaGraph_t graph,
                                          const cudaGraphNode_t* dependencies,
                                          const cudaGraphEdgeData* dependencyData,
                                          size_t numDependencies, cudaStreamCaptureMode mode) {
  return emu::call("cudaStreamBeginCaptureToGraph", [&] {
    if (dependencyData != nullptr) return cudaErrorNotSupported;
    if (!emu::is_graph(graph)) return cudaErrorInvalidValue;
    return emu::begin_capture(stream, graph, {dependencies, dependencies + numDependencies}, mode);
  });
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* pGraph) {
  return emu::call("cudaStreamEndCapture", [&] { return emu::end_capture(stream, pGraph); });
}

cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus* pCaptureStatus) {
  return emu::call("cudaStreamIsCapturing", [&] { return emu::status(stream, pCaptureStatus); });
}

cudaError_t cudaStreamGetCaptureInfo(cudaStream_t stream,
                                     cudaStreamCaptureStatus* captureStatus_out,
                                     unsigned long long* id_out, cudaGraph_t* graph_out,
                                     const cudaGraphNode_t** dependencies_out,
                                     const cudaGraphEdgeData** edgeData_out,
                                     size_t* numDependencies_out) {
  return emu::call("cudaStreamGetCaptureInfo", [&] {
    const cudaError_t error = emu::status(stream, captureStatus_out);
    return error != cudaSuccess ? error
                                : emu::describe(stream, id_out, graph_out, dependencies_out,
                                                edgeData_out, numDependencies_out);
  });
}

cudaError_t cudaStreamUpdateCaptureDependencies(cudaStream_t stream, cudaGraphNode_t* dependencies,
                                                const cudaGraphEdgeData* dependencyData,
                                                size_t numDependencies, unsigned int flags) {
  return emu::call("cudaStreamUpdateCaptureDependencies", [&] {
    if (dependencyData != nullptr) return cudaErrorNotSupported;
    return emu::move_frontier(stream, {dependencies, dependencies + numDependencies}, flags);
  });
}

cudaError_t cudaThreadExchangeStreamCaptureMode(cudaStreamCaptureMode* mode) {
  return emu::call("cudaThreadExchangeStreamCaptureMode", [&] {
    if (mode == nullptr) return cudaErrorInvalidValue;
    *mode = emu::exchange_capture_mode(*mode);
    return cudaSuccess;
  });
}
