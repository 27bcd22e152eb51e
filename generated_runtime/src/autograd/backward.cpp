// The way from results back to what they were computed from.
//
// Nodes are taken latest made first.  A node is made after all that its edges lead to, so
// its gradient is complete when its turn comes.  Nothing here recurses, and passes share nothing
// but the graphs that they go through.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "autograd/node.h"
#include "core/fail.h"
#include "tw/autograd.h"
#include "tw/ops.h"

namespace tw {
namespace {

using autograd::Node;
using autograd::NodeRef;

// What a pass knows of a node.
struct Visit {
  Tensor gradient;     // The sum of what has come so far.
  bool asked = false;  // gradients() returns it.
  bool runs = true;    // It hands gradients on.
  bool wanted = true;  // It needs its gradient, for one of these reasons.
};

class Pass {
 public:
  Pass(std::string_view name, BackwardOptions options) noexcept
      : name_(name), retains_(options.retain_graph || options.create_graph) {}

  // Adds a result to start from.
  void start(const Tensor& y, const Tensor& cotangent);
  // Finds all nodes, when the results are known.
  void find();
  // Narrows the pass down to the gradients of these, and to the nodes on the way to them.
  void ask(std::span<const Tensor> xs);
  void run();
  // Of a tensor that was asked for, as a tensor of its own.
  [[nodiscard]] Tensor gradient_of(const Tensor& x) const;

 private:
  [[nodiscard]] Tensor first_gradient(const Tensor& y, const Tensor& cotangent) const;
  void run(Node& node, Visit& visit);
  static void add_to(Tensor& sum, Tensor gradient);

  std::string_view name_;
  bool retains_;
  std::vector<NodeRef> roots_;
  std::unordered_map<const Node*, Visit> visits_;
  std::vector<Node*> order_;  // Latest made first.
  std::vector<unsigned char> edges_wanted_;
};

Tensor Pass::first_gradient(const Tensor& y, const Tensor& cotangent) const {
  if (!cotangent.defined()) {
    if (y.numel() != 1) fail(name_, "a cotangent is needed for sizes " + to_text(y.sizes()));
    return full(y.sizes(), 1.0, y.dtype());
  }
  if (cotangent.dtype() != y.dtype() || !std::ranges::equal(cotangent.sizes(), y.sizes()))
    fail(name_,
         "the cotangent has " + autograd::text_of(cotangent) + ", needs " + autograd::text_of(y));
  return cotangent;
}

void Pass::add_to(Tensor& sum, Tensor gradient) {
  if (!gradient.defined()) return;
  sum = sum.defined() ? add(sum, gradient) : std::move(gradient);
}

void Pass::start(const Tensor& y, const Tensor& cotangent) {
  NodeRef node = autograd::node_of(y);
  if (node == nullptr) fail(name_, "the tensor requires no gradient");
  Tensor gradient = first_gradient(y, cotangent);
  add_to(visits_[node.get()].gradient, std::move(gradient));
  roots_.push_back(std::move(node));
}

void Pass::find() {
  std::vector<Node*> open;
  for (const NodeRef& root : roots_)
    if (std::ranges::find(open, root.get()) == open.end()) open.push_back(root.get());
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    order_.push_back(node);
    for (const NodeRef& edge : node->edges())
      if (edge != nullptr && visits_.try_emplace(edge.get()).second) open.push_back(edge.get());
  }
  std::ranges::sort(order_, [](const Node* a, const Node* b) { return a->number() > b->number(); });
}

void Pass::ask(std::span<const Tensor> xs) {
  for (const Tensor& x : xs) {
    const auto found = visits_.find(autograd::node_of(x).get());
    if (found != visits_.end()) found->second.asked = true;
  }
  for (std::size_t i = order_.size(); i-- > 0;) {
    Visit& visit = visits_.at(order_[i]);
    visit.runs = std::ranges::any_of(order_[i]->edges(), [&](const NodeRef& edge) {
      return edge != nullptr && visits_.at(edge.get()).wanted;
    });
    visit.wanted = visit.asked || visit.runs;
  }
}

void Pass::run() {
  for (const Node* node : order_)
    if (node->freed() && visits_.at(node).runs)
      fail(name_, "the graph was freed; retain_graph keeps it");
  for (Node* node : order_) {
    Visit& visit = visits_.at(node);
    if (visit.wanted) run(*node, visit);
  }
}

void Pass::run(Node& node, Visit& visit) {
  if (visit.gradient.defined()) {
    const Tensor gradient = node.hooked(name_, std::move(visit.gradient));
    visit.gradient = visit.asked ? gradient : Tensor();
    if (visit.runs) {
      const std::vector<NodeRef>& edges = node.edges();
      edges_wanted_.clear();
      for (const NodeRef& edge : edges)
        edges_wanted_.push_back(edge != nullptr && visits_.at(edge.get()).wanted);
      std::vector<Tensor> gradients = node.run(name_, gradient, edges_wanted_);
      for (std::size_t i = 0; i < edges.size(); ++i)
        if (edges_wanted_[i] != 0)
          add_to(visits_.at(edges[i].get()).gradient, std::move(gradients.at(i)));
    }
  }
  if (visit.runs && !retains_) node.free();
}

Tensor Pass::gradient_of(const Tensor& x) const {
  const auto found = visits_.find(autograd::node_of(x).get());
  if (found == visits_.end() || !found->second.gradient.defined()) return {};
  return clone(found->second.gradient);
}

}  // namespace

void backward(const Tensor& y, const Tensor& cotangent, BackwardOptions options) {
  const RecordingGuard guard(options.create_graph);
  Pass pass("backward", options);
  pass.start(y, cotangent);
  pass.find();
  pass.run();
}

std::vector<Tensor> gradients(std::span<const Tensor> ys, std::span<const Tensor> xs,
                              std::span<const Tensor> cotangents, BackwardOptions options) {
  const RecordingGuard guard(options.create_graph);
  if (!cotangents.empty() && cotangents.size() != ys.size())
    fail("gradients", "got " + std::to_string(cotangents.size()) + " cotangents for " +
                          std::to_string(ys.size()) + " tensors");
  Pass pass("gradients", options);
  for (std::size_t i = 0; i < ys.size(); ++i)
    pass.start(ys[i], cotangents.empty() ? Tensor() : cotangents[i]);
  pass.find();
  pass.ask(xs);
  pass.run();
  std::vector<Tensor> results;
  results.reserve(xs.size());
  for (const Tensor& x : xs)
    results.push_back(pass.gradient_of(x));
  return results;
}

}  // namespace tw
