// Graphs: nodes of work and what each comes behind.
#pragma once

#include <cuda_runtime_api.h>

#include <memory>
#include <vector>

#include "runtime/work.h"

struct CUgraph_st;

struct CUgraphNode_st {
  CUgraph_st* graph = nullptr;
  std::size_t order = 0;  // Among all nodes ever made: a clone keeps it.
  emu::Work work;
  std::vector<CUgraphNode_st*> behind;  // Direct dependencies.
  std::shared_ptr<CUgraph_st> child;    // Of a child graph node, whose work is a mark.
};

struct CUgraph_st {
  std::vector<std::unique_ptr<CUgraphNode_st>> nodes;
  bool child = false;  // Owned by a node: not the program's to destroy.
};

namespace emu {

cudaGraph_t create_graph();
bool is_graph(cudaGraph_t graph);
bool destroy_graph(cudaGraph_t graph);

// behind are nodes of the same graph.
cudaGraphNode_t add_node(CUgraph_st& graph, Work work, std::vector<cudaGraphNode_t> behind);

// False: the node belongs to no live graph.
bool is_node(cudaGraphNode_t node);
bool destroy_node(cudaGraphNode_t node);

// The nodes, each after those that it comes behind; an empty result for a cycle in a
// graph that has nodes.
std::vector<CUgraphNode_st*> in_order(const CUgraph_st& graph);

cudaGraphNodeType type_of(const CUgraphNode_st& node);

// The same nodes with the same order numbers.
void copy_nodes(const CUgraph_st& from, CUgraph_st& to);

}  // namespace emu
