// Instantiating, launching and updating graphs.
#include <cuda_runtime_api.h>

#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/graph_exec.h"
#include "runtime/stream.h"

namespace emu {
namespace {

bool can_be_disabled(const Work& work) {
  return std::holds_alternative<KernelWork>(work) || std::holds_alternative<CopyWork>(work) ||
         std::holds_alternative<FillWork>(work);
}

// change(node) of the launchable graph that was made from the given one.
template <class Change>
cudaError_t with_node(const char* name, cudaGraphExec_t exec, cudaGraphNode_t from,
                      Change&& change) {
  return call(name, [&] {
    if (!is_graph_exec(exec) || !is_node(from)) return cudaErrorInvalidValue;
    CUgraphExec_st::Node* const node = find_node(exec, from);
    if (node == nullptr || !can_be_disabled(node->work)) return cudaErrorInvalidValue;
    return change(*node);
  });
}

}  // namespace
}  // namespace emu

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* pGraphExec, cudaGraph_t graph,
                                 unsigned long long flags) {
  return emu::call("cudaGraphInstantiate",
                   [&] { return emu::instantiate(pGraphExec, graph, flags); });
}

cudaError_t cudaGraphInstantiateWithFlags(cudaGraphExec_t* pGraphExec, cudaGraph_t graph,
                                          unsigned long long flags) {
  return emu::call("cudaGraphInstantiateWithFlags",
                   [&] { return emu::instantiate(pGraphExec, graph, flags); });
}

cudaError_t cudaGraphExecGetFlags(cudaGraphExec_t graphExec, unsigned long long* flags) {
  return emu::call("cudaGraphExecGetFlags", [&] {
    if (flags == nullptr || !emu::is_graph_exec(graphExec)) return cudaErrorInvalidValue;
    *flags = graphExec->flags;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t graphExec, cudaStream_t stream) {
  return emu::call("cudaGraphLaunch", [&] { return emu::launch_graph(graphExec, stream); });
}

cudaError_t cudaGraphUpload(cudaGraphExec_t graphExec, cudaStream_t stream) {
  return emu::call("cudaGraphUpload", [&] {
    if (emu::find_stream(stream) == nullptr) return emu::stream_error(stream);
    return emu::is_graph_exec(graphExec) ? cudaSuccess : cudaErrorInvalidValue;
  });
}

cudaError_t cudaGraphExecUpdate(cudaGraphExec_t hGraphExec, cudaGraph_t hGraph,
                                cudaGraphExecUpdateResultInfo* resultInfo) {
  return emu::call("cudaGraphExecUpdate", [&] {
    if (resultInfo == nullptr || !emu::is_graph_exec(hGraphExec) || !emu::is_graph(hGraph))
      return cudaErrorInvalidValue;
    return emu::update(hGraphExec, hGraph, *resultInfo);
  });
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t graphExec) {
  return emu::call("cudaGraphExecDestroy", [&] {
    return emu::destroy_graph_exec(graphExec) ? cudaSuccess : cudaErrorInvalidValue;
  });
}

cudaError_t cudaGraphNodeSetEnabled(cudaGraphExec_t hGraphExec, cudaGraphNode_t hNode,
                                    unsigned int isEnabled) {
  return emu::with_node("cudaGraphNodeSetEnabled", hGraphExec, hNode, [&](auto& node) {
    node.enabled = isEnabled != 0;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphNodeGetEnabled(cudaGraphExec_t hGraphExec, cudaGraphNode_t hNode,
                                    unsigned int* isEnabled) {
  return emu::with_node("cudaGraphNodeGetEnabled", hGraphExec, hNode, [&](const auto& node) {
    if (isEnabled == nullptr) return cudaErrorInvalidValue;
    *isEnabled = node.enabled ? 1 : 0;
    return cudaSuccess;
  });
}
