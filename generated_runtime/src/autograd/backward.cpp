// The way from results back to what they were computed from.
//
// Nodes are taken latest made first.  A node is made after all that its edges lead to, so
// its gradient is complete when its turn comes.  Nothing here recurses, and passes share nothing
// but the graphs that they go through.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
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

// Stands for no node.
constexpr std::uint32_t kNowhere = ~std::uint32_t{0};

// Where a pass keeps what it knows of the nodes that may be found again: a table of places, open
// and at most half full.
class Table {
 public:
  // The place of a node; `next` where it had none, which is its place then.
  [[nodiscard]] std::uint32_t place_of(const Node* node, std::uint32_t next) {
    if (2 * used_ >= entries_.size()) grow();
    Entry& entry = entries_[index_of(node)];
    if (entry.node != nullptr) return entry.place;
    entry = {node, next};
    ++used_;
    return next;
  }
  [[nodiscard]] std::uint32_t find(const Node* node) const {
    return entries_.empty() ? kNowhere : entries_[index_of(node)].place;
  }

 private:
  struct Entry {
    const Node* node = nullptr;
    std::uint32_t place = kNowhere;
  };

  // Of the node's entry, or of the free one that would be its.
  [[nodiscard]] std::size_t index_of(const Node* node) const noexcept {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;  // 2^64 through the golden ratio.
    const std::uint64_t spread = reinterpret_cast<std::uintptr_t>(node) * kSpread;
    std::size_t index = static_cast<std::size_t>(spread >> 32) & (entries_.size() - 1);
    while (entries_[index].node != nullptr && entries_[index].node != node)
      index = (index + 1) & (entries_.size() - 1);
    return index;
  }
  void grow() {
    const std::vector<Entry> before =
        std::exchange(entries_, std::vector<Entry>(std::max<std::size_t>(32, 2 * entries_.size())));
    for (const Entry& entry : before)
      if (entry.node != nullptr) entries_[index_of(entry.node)] = entry;
  }

  std::vector<Entry> entries_;  // A power of two.
  std::size_t used_ = 0;
};

// What a pass knows of a node.
struct Visit {
  Node* node;
  std::uint64_t number;   // Of the node.
  std::size_t edges = 0;  // Where the places that its edges lead to begin.
  bool asked = false;     // gradients() returns its gradient.
  bool runs = true;       // It hands gradients on.
  bool wanted = true;     // It needs its gradient, for one of these reasons.
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
  [[nodiscard]] std::uint32_t place_of(Node* node);
  void sort();
  // The place of the visit that is the i-th.
  [[nodiscard]] std::size_t at(std::size_t i) const noexcept {
    return order_.empty() ? i : order_[i];
  }
  [[nodiscard]] std::span<const std::uint32_t> edges_of(const Visit& visit) const noexcept {
    return std::span(edges_).subspan(visit.edges, visit.node->edges().size());
  }
  [[noreturn]] void fail_freed() const { fail(name_, "the graph was freed; retain_graph keeps it"); }
  void run(std::size_t place);
  void hand_on(const Visit& visit, Tensor& gradient);
  static void add_to(Tensor& sum, Tensor gradient);

  std::string_view name_;
  bool retains_;
  std::vector<NodeRef> roots_;
  Table table_;
  std::vector<Visit> visits_;          // As they were found.
  std::vector<Tensor> gradients_;      // Of each visit, the sum of what has come so far.
  std::vector<std::uint32_t> edges_;   // The places that edges lead to, of one visit after the other.
  std::vector<std::uint32_t> order_;   // Latest made first; empty where they were found so.
  std::vector<unsigned char> wanted_;  // Of the edges of the node that is run, as what follows.
  std::vector<Tensor> handed_on_;
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
  roots_.push_back(std::move(node));
  const std::uint32_t place = place_of(roots_.back().get());
  gradients_.resize(visits_.size());
  add_to(gradients_[place], std::move(gradient));
}

// Roots have two owners at least: their tensors and the pass.
std::uint32_t Pass::place_of(Node* node) {
  const auto next = static_cast<std::uint32_t>(visits_.size());
  const std::uint32_t place = node->owned_once() ? next : table_.place_of(node, next);
  if (place == next) visits_.push_back({node, node->number()});
  return place;
}

void Pass::find() {
  std::vector<std::uint32_t> open(visits_.size());
  std::iota(open.begin(), open.end(), 0U);
  while (!open.empty()) {
    const std::uint32_t place = open.back();
    open.pop_back();
    visits_[place].edges = edges_.size();
    for (const NodeRef& edge : visits_[place].node->edges()) {
      const std::size_t before = visits_.size();
      edges_.push_back(edge == nullptr ? kNowhere : place_of(edge.get()));
      if (visits_.size() > before) open.push_back(edges_.back());
    }
  }
  gradients_.resize(visits_.size());
  sort();
}

void Pass::sort() {
  const auto later = [](const Visit& a, const Visit& b) { return a.number > b.number; };
  if (std::ranges::is_sorted(visits_, later)) return;
  order_.resize(visits_.size());
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::sort(order_, [&](std::uint32_t a, std::uint32_t b) {
    return later(visits_[a], visits_[b]);
  });
}

void Pass::ask(std::span<const Tensor> xs) {
  for (const Tensor& x : xs) {
    const std::uint32_t place = table_.find(autograd::node_of(x).get());
    if (place != kNowhere) visits_[place].asked = true;
  }
  for (std::size_t i = visits_.size(); i-- > 0;) {
    Visit& visit = visits_[at(i)];
    visit.runs = std::ranges::any_of(edges_of(visit), [&](std::uint32_t edge) {
      return edge != kNowhere && visits_[edge].wanted;
    });
    visit.wanted = visit.asked || visit.runs;
  }
}

void Pass::run() {
  for (const Visit& visit : visits_)
    if (visit.runs && visit.node->freed()) fail_freed();
  for (std::size_t i = 0; i < visits_.size(); ++i)
    if (visits_[at(i)].wanted) run(at(i));
}

void Pass::run(std::size_t place) {
  const Visit& visit = visits_[place];
  if (gradients_[place].defined()) {
    Tensor gradient = std::move(gradients_[place]);
    if (visit.node->has_hooks()) gradient = visit.node->hooked(name_, std::move(gradient));
    if (visit.asked) gradients_[place] = gradient;
    if (visit.runs) hand_on(visit, gradient);
  }
  if (visit.runs && !retains_) visit.node->free();
}

void Pass::hand_on(const Visit& visit, Tensor& gradient) {
  if (visit.node->freed()) fail_freed();  // By a hook.
  const std::span<const std::uint32_t> edges = edges_of(visit);
  if (handed_on_.size() < edges.size()) handed_on_.resize(edges.size());
  wanted_.clear();
  for (const std::uint32_t edge : edges)
    wanted_.push_back(edge != kNowhere && visits_[edge].wanted);
  visit.node->run(name_, gradient, wanted_, std::span(handed_on_).first(edges.size()));
  for (std::size_t i = 0; i < edges.size(); ++i)
    if (wanted_[i] != 0) add_to(gradients_[edges[i]], std::move(handed_on_[i]));
}

Tensor Pass::gradient_of(const Tensor& x) const {
  const std::uint32_t place = table_.find(autograd::node_of(x).get());
  if (place == kNowhere || !gradients_[place].defined()) return {};
  return clone(gradients_[place]);
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
