// Graphs as the program holds them: making, looking at and destroying them.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <iterator>

#include "runtime/call.h"
#include "runtime/graph.h"

namespace emu {
namespace {

using Nodes = std::vector<cudaGraphNode_t>;

// The convention of the API: without room, how many there are; else at most so many.
cudaError_t hand_out(const Nodes& nodes, cudaGraphNode_t* to, std::size_t* count) {
  if (count == nullptr) return cudaErrorInvalidValue;
  if (to != nullptr) {
    const std::size_t given = std::min(*count, nodes.size());
    std::copy_n(nodes.begin(), given, to);
    std::fill(to + given, to + *count, nullptr);
    *count = given;
  } else {
    *count = nodes.size();
  }
  return cudaSuccess;
}

template <class Wanted>
Nodes nodes_of(const CUgraph_st& graph, Wanted&& wanted) {
  Nodes found;
  for (const auto& node : graph.nodes) {
    if (wanted(*node)) found.push_back(node.get());
  }
  return found;
}

cudaError_t edges(const CUgraph_st& graph, cudaGraphNode_t* from, cudaGraphNode_t* to,
                  std::size_t* count) {
  if (count == nullptr || (from == nullptr) != (to == nullptr)) return cudaErrorInvalidValue;
  std::size_t found = 0;
  for (const auto& node : graph.nodes) {
    for (cudaGraphNode_t other : node->behind) {
      if (from != nullptr && found < *count) {
        from[found] = other;
        to[found] = node.get();
      }
      ++found;
    }
  }
  *count = from == nullptr ? found : std::min(found, *count);
  return cudaSuccess;
}

cudaError_t change_edges(CUgraph_st& graph, const cudaGraphNode_t* from, const cudaGraphNode_t* to,
                         std::size_t count, bool add) {
  for (std::size_t at = 0; at < count; ++at) {
    if (!is_node(from[at]) || !is_node(to[at])) return cudaErrorInvalidValue;
    if (from[at]->graph != &graph || to[at]->graph != &graph || from[at] == to[at])
      return cudaErrorInvalidValue;
    Nodes& behind = to[at]->behind;
    const auto found = std::find(behind.begin(), behind.end(), from[at]);
    if ((found != behind.end()) == add) return cudaErrorInvalidValue;
    if (add) {
      behind.push_back(from[at]);
    } else {
      behind.erase(found);
    }
  }
  return cudaSuccess;
}

cudaError_t clone(cudaGraph_t* made, cudaGraph_t from) {
  if (made == nullptr || !is_graph(from)) return cudaErrorInvalidValue;
  *made = create_graph();
  copy_nodes(*from, **made);
  return cudaSuccess;
}

}  // namespace
}  // namespace emu

cudaError_t cudaGraphCreate(cudaGraph_t* pGraph, unsigned int flags) {
  return emu::call("cudaGraphCreate", [&] {
    if (pGraph == nullptr || flags != 0) return cudaErrorInvalidValue;
    *pGraph = emu::create_graph();
    return cudaSuccess;
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  return emu::call("cudaGraphDestroy",
                   [&] { return emu::destroy_graph(graph) ? cudaSuccess : cudaErrorInvalidValue; });
}

cudaError_t cudaGraphClone(cudaGraph_t* pGraphClone, cudaGraph_t originalGraph) {
  return emu::call("cudaGraphClone", [&] { return emu::clone(pGraphClone, originalGraph); });
}

cudaError_t cudaGraphNodeFindInClone(cudaGraphNode_t* pNode, cudaGraphNode_t originalNode,
                                     cudaGraph_t clonedGraph) {
  return emu::call("cudaGraphNodeFindInClone", [&] {
    if (pNode == nullptr || !emu::is_node(originalNode) || !emu::is_graph(clonedGraph))
      return cudaErrorInvalidValue;
    const emu::Nodes found = emu::nodes_of(
        *clonedGraph, [&](const auto& node) { return node.order == originalNode->order; });
    if (found.empty()) return cudaErrorInvalidValue;
    *pNode = found.front();
    return cudaSuccess;
  });
}

cudaError_t cudaGraphNodeGetType(cudaGraphNode_t node, cudaGraphNodeType* pType) {
  return emu::call("cudaGraphNodeGetType", [&] {
    if (pType == nullptr || !emu::is_node(node)) return cudaErrorInvalidValue;
    *pType = emu::type_of(*node);
    return cudaSuccess;
  });
}

cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t* nodes, size_t* numNodes) {
  return emu::call("cudaGraphGetNodes", [&] {
    if (!emu::is_graph(graph)) return cudaErrorInvalidValue;
    return emu::hand_out(emu::nodes_of(*graph, [](const auto&) { return true; }), nodes, numNodes);
  });
}

cudaError_t cudaGraphGetRootNodes(cudaGraph_t graph, cudaGraphNode_t* pRootNodes,
                                  size_t* pNumRootNodes) {
  return emu::call("cudaGraphGetRootNodes", [&] {
    if (!emu::is_graph(graph)) return cudaErrorInvalidValue;
    const auto is_root = [](const auto& node) { return node.behind.empty(); };
    return emu::hand_out(emu::nodes_of(*graph, is_root), pRootNodes, pNumRootNodes);
  });
}

cudaError_t cudaGraphGetEdges(cudaGraph_t graph, cudaGraphNode_t* from, cudaGraphNode_t* to,
                              cudaGraphEdgeData* edgeData, size_t* numEdges) {
  return emu::call("cudaGraphGetEdges", [&] {
    if (edgeData != nullptr) return cudaErrorNotSupported;
    if (!emu::is_graph(graph)) return cudaErrorInvalidValue;
    return emu::edges(*graph, from, to, numEdges);
  });
}

cudaError_t cudaGraphNodeGetDependencies(cudaGraphNode_t node, cudaGraphNode_t* pDependencies,
                                         cudaGraphEdgeData* edgeData, size_t* pNumDependencies) {
  return emu::call("cudaGraphNodeGetDependencies", [&] {
    if (edgeData != nullptr) return cudaErrorNotSupported;
    if (!emu::is_node(node)) return cudaErrorInvalidValue;
    return emu::hand_out(node->behind, pDependencies, pNumDependencies);
  });
}

cudaError_t cudaGraphAddDependencies(cudaGraph_t graph, const cudaGraphNode_t* from,
                                     const cudaGraphNode_t* to, const cudaGraphEdgeData* edgeData,
                                     size_t numDependencies) {
  return emu::call("cudaGraphAddDependencies", [&] {
    if (edgeData != nullptr) return cudaErrorNotSupported;
    if (!emu::is_graph(graph)) return cudaErrorInvalidValue;
    return emu::change_edges(*graph, from, to, numDependencies, true);
  });
}

cudaError_t cudaGraphRemoveDependencies(cudaGraph_t graph, const cudaGraphNode_t* from,
                                        const cudaGraphNode_t* to,
                                        const cudaGraphEdgeData* edgeData, size_t numDependencies) {
  return emu::call("cudaGraphRemoveDependencies", [&] {
    if (edgeData != nullptr) return cudaErrorNotSupported;
    if (!emu::is_graph(graph)) return cudaErrorInvalidValue;
    return emu::change_edges(*graph, from, to, numDependencies, false);
  });
}

cudaError_t cudaGraphDestroyNode(cudaGraphNode_t node) {
  return emu::call("cudaGraphDestroyNode",
                   [&] { return emu::destroy_node(node) ? cudaSuccess : cudaErrorInvalidValue; });
}
