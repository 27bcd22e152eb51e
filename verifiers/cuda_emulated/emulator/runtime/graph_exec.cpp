#include "runtime/graph_exec.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "runtime/call.h"
#include "runtime/clocks.h"
#include "runtime/handles.h"
#include "runtime/stream.h"

namespace emu {
namespace {

Handles<CUgraphExec_st>& execs() {
  static auto* const own = new Handles<CUgraphExec_st>;
  return *own;
}

// The nodes of a graph with those of its child graphs in their place.
using Places = std::unordered_map<const CUgraphNode_st*, std::vector<std::size_t>>;
bool lay_out(const CUgraph_st& graph, const std::vector<std::size_t>& behind,
             std::vector<CUgraphExec_st::Node>& nodes, std::vector<std::size_t>& ends);
void choose_lanes(std::vector<CUgraphExec_st::Node>& nodes);
cudaError_t settle_memory(const CUgraphExec_st& exec, CUstream_st& stream);
Clock schedule_node(const CUgraphExec_st::Node& node, const Clock& after, double from_ms);

}  // namespace

bool is_graph_exec(cudaGraphExec_t exec) {
  return execs().alive(exec);
}

cudaError_t instantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long flags) {
  constexpr unsigned long long kKnown = cudaGraphInstantiateFlagAutoFreeOnLaunch |
                                        cudaGraphInstantiateFlagUpload |
                                        cudaGraphInstantiateFlagUseNodePriority;
  if (exec == nullptr || !is_graph(graph)) return cudaErrorInvalidValue;
  if ((flags & cudaGraphInstantiateFlagDeviceLaunch) != 0) return cudaErrorNotSupported;
  if ((flags & ~kKnown) != 0) return cudaErrorInvalidValue;
  std::vector<CUgraphExec_st::Node> nodes;
  std::vector<std::size_t> ends;
  if (!lay_out(*graph, {}, nodes, ends)) return cudaErrorInvalidValue;  // A cycle.
  choose_lanes(nodes);
  *exec = execs().create();
  (*exec)->nodes = std::move(nodes);
  (*exec)->flags = flags;
  return cudaSuccess;
}

bool destroy_graph_exec(cudaGraphExec_t exec) {
  if (!execs().destroy(exec)) return false;
  for (const auto& node : exec->nodes) give_back_lane(node.lane);
  return true;
}

cudaError_t launch_graph(cudaGraphExec_t exec, cudaStream_t handle) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (!is_graph_exec(exec)) return cudaErrorInvalidValue;
  if (stream->capture) return cudaErrorNotSupported;  // A child graph node would be needed.
  const cudaError_t refused = settle_memory(*exec, *stream);
  if (refused != cudaSuccess) return refused;
  Clock begin = schedule(*stream, MarkWork{});
  join(begin, exec->last);
  std::vector<Clock> done(exec->nodes.size());
  Clock end = begin;
  double end_ms = stream->busy_until_ms;
  for (std::size_t at = 0; at < exec->nodes.size(); ++at) {
    const auto& node = exec->nodes[at];
    Clock after = begin;
    for (const std::size_t other : node.behind) join(after, done[other]);
    done[at] = schedule_node(node, after, stream->busy_until_ms);
    join(end, done[at]);
    end_ms = std::max(end_ms, node.lane->busy_until_ms);
  }
  stream_waits(*stream, end, end_ms);
  exec->last = schedule(*stream, MarkWork{});
  return cudaSuccess;
}

cudaError_t update(cudaGraphExec_t exec, cudaGraph_t graph, cudaGraphExecUpdateResultInfo& result) {
  result = {};
  std::vector<CUgraphExec_st::Node> nodes;
  std::vector<std::size_t> ends;
  result.result = cudaGraphExecUpdateErrorTopologyChanged;
  if (!lay_out(*graph, {}, nodes, ends) || nodes.size() != exec->nodes.size())
    return cudaErrorGraphExecUpdateFailure;
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    if (nodes[at].behind != exec->nodes[at].behind) return cudaErrorGraphExecUpdateFailure;
    if (nodes[at].work.index() != exec->nodes[at].work.index()) {
      result.result = cudaGraphExecUpdateErrorNodeTypeChanged;
      return cudaErrorGraphExecUpdateFailure;
    }
    if (std::holds_alternative<AllocateWork>(nodes[at].work)) {
      result.result = cudaGraphExecUpdateErrorNotSupported;
      return cudaErrorGraphExecUpdateFailure;
    }
  }
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    exec->nodes[at].work = std::move(nodes[at].work);
    exec->nodes[at].order = nodes[at].order;
  }
  result.result = cudaGraphExecUpdateSuccess;
  return cudaSuccess;
}

CUgraphExec_st::Node* find_node(cudaGraphExec_t exec, cudaGraphNode_t from) {
  const auto made_from = [from](const auto& node) { return node.order == from->order; };
  const auto found = std::find_if(exec->nodes.begin(), exec->nodes.end(), made_from);
  return found == exec->nodes.end() ? nullptr : &*found;
}

namespace {

// ends: the places that nothing of the graph comes behind.  False: the graph has a cycle.
bool lay_out(const CUgraph_st& graph, const std::vector<std::size_t>& behind,
             std::vector<CUgraphExec_st::Node>& nodes, std::vector<std::size_t>& ends) {
  const std::vector<CUgraphNode_st*> order = in_order(graph);
  if (order.empty() && !graph.nodes.empty()) return false;
  Places places;
  for (const CUgraphNode_st* node : order) {
    std::vector<std::size_t> before = node->behind.empty() ? behind : std::vector<std::size_t>{};
    for (const CUgraphNode_st* other : node->behind) {
      before.insert(before.end(), places[other].begin(), places[other].end());
    }
    if (node->child) {
      if (!lay_out(*node->child, before, nodes, places[node])) return false;
      if (places[node].empty()) places[node] = before;  // An empty child graph.
      continue;
    }
    places[node] = {nodes.size()};
    nodes.push_back({.order = node->order, .work = node->work, .behind = std::move(before)});
  }
  std::vector<const CUgraphNode_st*> followed;
  for (const CUgraphNode_st* node : order)
    followed.insert(followed.end(), node->behind.begin(), node->behind.end());
  for (const CUgraphNode_st* node : order) {
    if (std::find(followed.begin(), followed.end(), node) == followed.end())
      ends.insert(ends.end(), places[node].begin(), places[node].end());
  }
  return true;
}

void choose_lanes(std::vector<CUgraphExec_st::Node>& nodes) {
  std::vector<bool> goes_on(nodes.size());
  for (auto& node : nodes) {
    const auto free = std::find_if(node.behind.begin(), node.behind.end(),
                                   [&](std::size_t other) { return !goes_on[other]; });
    if (free == node.behind.end()) {
      node.lane = create_lane();
    } else {
      node.lane = nodes[*free].lane;
      goes_on[*free] = true;
    }
  }
}

// Memory that the launch before allocated and nobody freed since: freed now when the
// graph was instantiated so, else an error.
cudaError_t settle_memory(const CUgraphExec_st& exec, CUstream_st& stream) {
  const auto& nodes = exec.nodes;
  const auto frees = [&nodes](const void* at) {
    return std::any_of(nodes.begin(), nodes.end(), [at](const auto& node) {
      const auto* const work = std::get_if<FreeWork>(&node.work);
      return work != nullptr && work->at == at;
    });
  };
  for (const auto& node : nodes) {
    const auto* const work = std::get_if<AllocateWork>(&node.work);
    if (work == nullptr || exec.last.empty() || frees(work->at)) continue;
    run_until(everything());  // Then the table of allocations says what is alive.
    const auto block = find_allocation(work->at);
    if (!block || block->freed) continue;
    if ((exec.flags & cudaGraphInstantiateFlagAutoFreeOnLaunch) == 0) return cudaErrorInvalidValue;
    schedule(stream, FreeWork{work->at, work->bytes, false});
  }
  return cudaSuccess;
}

Clock schedule_node(const CUgraphExec_st::Node& node, const Clock& after, double from_ms) {
  stream_waits(*node.lane, after, from_ms);
  const bool kernel = std::holds_alternative<KernelWork>(node.work);
  return schedule(*node.lane, node.enabled ? node.work : Work{MarkWork{}},
                  kernel && node.enabled ? next_launch() : 0);
}

}  // namespace
}  // namespace emu
