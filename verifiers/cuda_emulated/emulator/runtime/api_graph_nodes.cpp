// Nodes added by hand.
//
// A kernel node is made by capturing tw::launch: cudaKernelNodeParams names a function
// without the types of its parameters, which cannot be called here.
#include <cuda_runtime_api.h>

#include <utility>
#include <vector>

#include "runtime/call.h"
#include "runtime/copy.h"
#include "runtime/graph.h"
#include "runtime/graph_exec.h"

namespace emu {
namespace {

struct Behind {
  const cudaGraphNode_t* nodes;
  std::size_t count;
};

cudaError_t add(cudaGraphNode_t* made, cudaGraph_t graph, Behind behind, Work work) {
  if (made == nullptr || !is_graph(graph)) return cudaErrorInvalidValue;
  if (behind.nodes == nullptr && behind.count > 0) return cudaErrorInvalidValue;
  std::vector<cudaGraphNode_t> nodes(behind.nodes, behind.nodes + behind.count);
  for (cudaGraphNode_t node : nodes) {
    if (!is_node(node) || node->graph != graph) return cudaErrorInvalidValue;
  }
  *made = add_node(*graph, std::move(work), std::move(nodes));
  return cudaSuccess;
}

cudaError_t fill_of(const cudaMemsetParams* params, FillWork& work) {
  if (params == nullptr) return cudaErrorInvalidValue;
  const unsigned size = params->elementSize;
  if (size != 1 && size != 2 && size != 4) return cudaErrorInvalidValue;
  work = {.to = params->dst,
          .pitch = params->pitch,
          .value = params->value,
          .element_bytes = size,
          .width = params->width,
          .height = params->height};
  return check_fill(work, "cudaGraphAddMemsetNode");
}

// Replaces the work of a node of a graph that is ready to launch by work of the same kind.
template <class Kind>
cudaError_t replace(cudaGraphExec_t exec, cudaGraphNode_t node, Kind work) {
  if (!is_graph_exec(exec) || !is_node(node)) return cudaErrorInvalidValue;
  CUgraphExec_st::Node* const found = find_node(exec, node);
  if (found == nullptr || !std::holds_alternative<Kind>(found->work)) return cudaErrorInvalidValue;
  found->work = std::move(work);
  return cudaSuccess;
}

}  // namespace
}  // namespace emu

cudaError_t cudaGraphAddEmptyNode(cudaGraphNode_t* pGraphNode, cudaGraph_t graph,
                                  const cudaGraphNode_t* pDependencies, size_t numDependencies) {
  return emu::call("cudaGraphAddEmptyNode", [&] {
    return emu::add(pGraphNode, graph, {pDependencies, numDependencies}, emu::MarkWork{});
  });
}

cudaError_t cudaGraphAddHostNode(cudaGraphNode_t* pGraphNode, cudaGraph_t graph,
                                 const cudaGraphNode_t* pDependencies, size_t numDependencies,
                                 const cudaHostNodeParams* pNodeParams) {
  return emu::call("cudaGraphAddHostNode", [&] {
    if (pNodeParams == nullptr || pNodeParams->fn == nullptr) return cudaErrorInvalidValue;
    return emu::add(pGraphNode, graph, {pDependencies, numDependencies},
                    emu::HostWork{.function = pNodeParams->fn, .data = pNodeParams->userData});
  });
}

cudaError_t cudaGraphAddMemsetNode(cudaGraphNode_t* pGraphNode, cudaGraph_t graph,
                                   const cudaGraphNode_t* pDependencies, size_t numDependencies,
                                   const cudaMemsetParams* pMemsetParams) {
  return emu::call("cudaGraphAddMemsetNode", [&] {
    emu::FillWork work;
    const cudaError_t error = emu::fill_of(pMemsetParams, work);
    if (error != cudaSuccess) return error;
    return emu::add(pGraphNode, graph, {pDependencies, numDependencies}, work);
  });
}

cudaError_t cudaGraphAddMemcpyNode1D(cudaGraphNode_t* pGraphNode, cudaGraph_t graph,
                                     const cudaGraphNode_t* pDependencies, size_t numDependencies,
                                     void* dst, const void* src, size_t count,
                                     cudaMemcpyKind kind) {
  return emu::call("cudaGraphAddMemcpyNode1D", [&] {
    emu::CopyWork work{.to = dst, .from = src, .width = count};
    const cudaError_t error = emu::check_copy(work, kind, "cudaGraphAddMemcpyNode1D");
    if (error != cudaSuccess) return error;
    return emu::add(pGraphNode, graph, {pDependencies, numDependencies}, std::move(work));
  });
}

cudaError_t cudaGraphAddChildGraphNode(cudaGraphNode_t* pGraphNode, cudaGraph_t graph,
                                       const cudaGraphNode_t* pDependencies, size_t numDependencies,
                                       cudaGraph_t childGraph) {
  return emu::call("cudaGraphAddChildGraphNode", [&] {
    if (!emu::is_graph(childGraph) || childGraph == graph) return cudaErrorInvalidValue;
    const cudaError_t error =
        emu::add(pGraphNode, graph, {pDependencies, numDependencies}, emu::MarkWork{});
    if (error != cudaSuccess) return error;
    auto child = std::make_shared<CUgraph_st>();
    child->child = true;
    emu::copy_nodes(*childGraph, *child);
    (*pGraphNode)->child = std::move(child);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphExecMemcpyNodeSetParams1D(cudaGraphExec_t hGraphExec, cudaGraphNode_t node,
                                               void* dst, const void* src, size_t count,
                                               cudaMemcpyKind kind) {
  return emu::call("cudaGraphExecMemcpyNodeSetParams1D", [&] {
    emu::CopyWork work{.to = dst, .from = src, .width = count};
    const cudaError_t error = emu::check_copy(work, kind, "cudaGraphExecMemcpyNodeSetParams1D");
    return error != cudaSuccess ? error : emu::replace(hGraphExec, node, std::move(work));
  });
}

cudaError_t cudaGraphExecMemsetNodeSetParams(cudaGraphExec_t hGraphExec, cudaGraphNode_t node,
                                             const cudaMemsetParams* pNodeParams) {
  return emu::call("cudaGraphExecMemsetNodeSetParams", [&] {
    emu::FillWork work;
    const cudaError_t error = emu::fill_of(pNodeParams, work);
    return error != cudaSuccess ? error : emu::replace(hGraphExec, node, work);
  });
}

cudaError_t cudaGraphExecHostNodeSetParams(cudaGraphExec_t hGraphExec, cudaGraphNode_t node,
                                           const cudaHostNodeParams* pNodeParams) {
  return emu::call("cudaGraphExecHostNodeSetParams", [&] {
    if (pNodeParams == nullptr || pNodeParams->fn == nullptr) return cudaErrorInvalidValue;
    return emu::replace(hGraphExec, node,
                        emu::HostWork{.function = pNodeParams->fn, .data = pNodeParams->userData});
  });
}
