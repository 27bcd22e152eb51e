// Graphs made ready to launch.
//
// The nodes are laid in lanes: a node goes on in the lane of one that it comes behind,
// or opens a new one.  A lane is a stream without a handle, so that branches of a graph
// are as free of each other as two streams are, for the scheduler and for the checker.
#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <vector>

#include "runtime/graph.h"

struct CUgraphExec_st {
  struct Node {
    std::size_t order = 0;  // Of the node that it was made from.
    emu::Work work;
    std::vector<std::size_t> behind;  // Places in nodes.
    CUstream_st* lane = nullptr;
    bool enabled = true;
  };

  std::vector<Node> nodes;  // Each after those that it comes behind.
  emu::Clock last;          // Of the launch before: launches of one graph never overlap.
  unsigned long long flags = 0;
};

namespace emu {

bool is_graph_exec(cudaGraphExec_t exec);
cudaError_t instantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long flags);
bool destroy_graph_exec(cudaGraphExec_t exec);

cudaError_t launch_graph(cudaGraphExec_t exec, cudaStream_t stream);

// The work of the nodes of another graph of the same shape.
cudaError_t update(cudaGraphExec_t exec, cudaGraph_t graph, cudaGraphExecUpdateResultInfo& result);

// The node made from this one; nullptr: there is none.
CUgraphExec_st::Node* find_node(cudaGraphExec_t exec, cudaGraphNode_t from);

}  // namespace emu
