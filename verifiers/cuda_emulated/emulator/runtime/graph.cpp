#include "runtime/graph.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "runtime/handles.h"

namespace emu {
namespace {

Handles<CUgraph_st>& graphs() {
  static auto* const own = new Handles<CUgraph_st>;
  return *own;
}

std::unordered_set<const CUgraphNode_st*>& live_nodes() {
  static auto* const own = new std::unordered_set<const CUgraphNode_st*>;
  return *own;
}

std::size_t nodes_made = 0;

struct TypeOf;

}  // namespace

cudaGraph_t create_graph() {
  return graphs().create();
}

bool is_graph(cudaGraph_t graph) {
  return graph != nullptr && (graphs().alive(graph) || graph->child);
}

bool destroy_graph(cudaGraph_t graph) {
  if (!graphs().destroy(graph)) return false;
  for (const auto& node : graph->nodes) live_nodes().erase(node.get());
  return true;
}

cudaGraphNode_t add_node(CUgraph_st& graph, Work work, std::vector<cudaGraphNode_t> behind) {
  auto node = std::make_unique<CUgraphNode_st>();
  node->graph = &graph;
  node->order = ++nodes_made;
  node->work = std::move(work);
  node->behind = std::move(behind);
  live_nodes().insert(node.get());
  graph.nodes.push_back(std::move(node));
  return graph.nodes.back().get();
}

bool is_node(cudaGraphNode_t node) {
  return live_nodes().count(node) > 0;
}

bool destroy_node(cudaGraphNode_t node) {
  if (live_nodes().erase(node) == 0) return false;
  auto& nodes = node->graph->nodes;
  for (const auto& other : nodes) {
    auto& behind = other->behind;
    behind.erase(std::remove(behind.begin(), behind.end(), node), behind.end());
  }
  nodes.erase(std::find_if(nodes.begin(), nodes.end(),
                           [node](const auto& own) { return own.get() == node; }));
  return true;
}

std::vector<CUgraphNode_st*> in_order(const CUgraph_st& graph) {
  std::unordered_map<const CUgraphNode_st*, std::size_t> missing;
  std::unordered_map<const CUgraphNode_st*, std::vector<CUgraphNode_st*>> before;
  const auto older = [](const auto* a, const auto* b) { return a->order < b->order; };
  std::set<CUgraphNode_st*, decltype(older)> ready(older);
  for (const auto& node : graph.nodes) {
    missing[node.get()] = node->behind.size();
    for (const CUgraphNode_st* other : node->behind) before[other].push_back(node.get());
    if (node->behind.empty()) ready.insert(node.get());
  }
  std::vector<CUgraphNode_st*> order;
  while (!ready.empty()) {
    CUgraphNode_st* const next = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(next);
    for (CUgraphNode_st* node : before[next]) {
      if (--missing[node] == 0) ready.insert(node);
    }
  }
  if (order.size() < graph.nodes.size()) order.clear();
  return order;
}

namespace {

struct TypeOf {
  cudaGraphNodeType operator()(const KernelWork&) const { return cudaGraphNodeTypeKernel; }
  cudaGraphNodeType operator()(const CopyWork&) const { return cudaGraphNodeTypeMemcpy; }
  cudaGraphNodeType operator()(const FillWork&) const { return cudaGraphNodeTypeMemset; }
  cudaGraphNodeType operator()(const HostWork&) const { return cudaGraphNodeTypeHost; }
  cudaGraphNodeType operator()(const AllocateWork&) const { return cudaGraphNodeTypeMemAlloc; }
  cudaGraphNodeType operator()(const FreeWork&) const { return cudaGraphNodeTypeMemFree; }
  cudaGraphNodeType operator()(const MarkWork&) const { return cudaGraphNodeTypeEmpty; }
};

}  // namespace

cudaGraphNodeType type_of(const CUgraphNode_st& node) {
  return node.child ? cudaGraphNodeTypeGraph : std::visit(TypeOf{}, node.work);
}

void copy_nodes(const CUgraph_st& from, CUgraph_st& to) {
  std::unordered_map<const CUgraphNode_st*, CUgraphNode_st*> twin;
  for (const auto& node : from.nodes) {
    CUgraphNode_st* const made = add_node(to, node->work, {});
    made->order = node->order;
    made->child = node->child;
    twin[node.get()] = made;
  }
  for (const auto& node : from.nodes) {
    for (const CUgraphNode_st* other : node->behind)
      twin[node.get()]->behind.push_back(twin[other]);
  }
}

}  // namespace emu
