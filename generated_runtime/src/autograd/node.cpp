#include "autograd/node.h"

#include "autograd/stretch.h"
#include "core/fail.h"
#include "tw/ops.h"

namespace tw::autograd {
namespace {

std::uint64_t next_number() noexcept {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

std::string text_of(const Tensor& x) {
  std::string text(name_of(x.dtype()));
  text += ' ';
  return text += to_text(x.sizes());
}

Node::Node(std::vector<NodeRef> edges) : number_(next_number()), edges_(std::move(edges)) {}

void Node::drop(Node* node) noexcept {
  thread_local Node* waiting = nullptr;
  thread_local bool dropping = false;
  node->next_dropped_ = waiting;
  waiting = node;
  if (dropping) return;
  dropping = true;
  while (waiting != nullptr) {
    const Node* taken = waiting;
    waiting = taken->next_dropped_;
    delete taken;
  }
  dropping = false;
}

bool Node::has_hooks() const {
  const std::lock_guard lock(mutex_);
  return !hooks_.empty();
}

std::uint64_t Node::add_hook(Hook hook) {
  const std::uint64_t number = next_number();
  const std::lock_guard lock(mutex_);
  hooks_.emplace_back(number, std::move(hook));
  return number;
}

void Node::remove_hook(std::uint64_t number) {
  Hook removed;  // Destroyed without the lock, since it may own anything.
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < hooks_.size(); ++i) {
    if (hooks_[i].first != number) continue;
    removed = std::move(hooks_[i].second);
    hooks_.erase(hooks_.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

Tensor Node::hooked(std::string_view pass, Tensor gradient) const {
  std::vector<std::pair<std::uint64_t, Hook>> hooks;  // Hooks may add and remove some.
  {
    const std::lock_guard lock(mutex_);
    hooks = hooks_;
  }
  for (const auto& [number, hook] : hooks) {
    Tensor other = hook(gradient);
    if (!other.defined()) continue;
    if (text_of(other) != text_of(gradient))
      fail(pass, "a hook returned " + text_of(other) + ", needs " + text_of(gradient));
    gradient = std::move(other);
  }
  return gradient;
}

std::vector<Tensor> LeafNode::run(std::string_view, const Tensor& gradient, Wanted) {
  const std::shared_ptr<GradSlot> slot = slot_.lock();
  if (slot == nullptr || !required()) return {};
  Tensor before;  // Dropped without the lock, as a graph may hang on it.
  const std::lock_guard lock(slot->mutex);
  before = slot->grad;
  // A copy, since the gradient may be shared with other inputs, hooks and the caller.
  slot->grad = before.defined() ? add(before, gradient) : clone(gradient);
  return {};
}

Tracked::Tracked(NodeRef node, Tensor its_base)
    : base(std::move(its_base)), node_(std::move(node)), changes_(changes_of(base)) {}

bool Tracked::required() const noexcept {
  const LeafNode* own = leaf();
  return own == nullptr || own->required();
}

NodeRef Tracked::node(const Tensor& x) const {
  if (!base.defined()) return node_;
  NodeRef before;  // Dropped without the lock.
  const std::lock_guard lock(mutex_);
  const std::uint64_t changes = changes_of(base);
  if (changes_ != changes) {
    before = std::exchange(node_, node_of_view(base, x));
    changes_ = changes;
  }
  return node_;
}

const Tensor& base_of(const Tensor& x) noexcept {
  const Tracked* found = tracked(x);
  return found != nullptr && found->base.defined() ? found->base : x;
}

std::uint64_t changes_of(const Tensor& base) noexcept {
  const Tracked* found = tracked(base);
  return found == nullptr ? 0 : found->changes();
}

NodeRef node_of_view(const Tensor& base, const Tensor& view) {
  return make_node<OpNode>(
      "as_strided", std::vector<NodeRef>{node_of(base)}, std::vector<SavedTensor>(),
      of_one([stretch = Stretch(base, view)](const Tensor& g) { return stretch.to_base(g); }));
}

const Tracked* tracked(const Tensor& x) noexcept {
  return x.defined() ? dynamic_cast<const Tracked*>(x.attachment()) : nullptr;
}

LeafNode* leaf_node(const Tensor& x) noexcept {
  const Tracked* found = tracked(x);
  return found == nullptr ? nullptr : found->leaf();
}

NodeRef node_of(const Tensor& x) {
  const Tracked* found = tracked(x);
  return found != nullptr && found->required() ? found->node(x) : nullptr;
}

SavedTensor::SavedTensor(const Tensor& x, bool is_result) : is_result_(is_result) {
  if (!x.defined()) return;
  x_ = detach(x);
  version_ = x.version();
  if (!is_result) node_ = node_of(x);
}

SavedTensor::SavedTensor(const Tensor& copy, NodeRef node) : node_(std::move(node)) {
  if (!copy.defined()) return;
  x_ = detach(copy);
  version_ = copy.version();
}

Tensor SavedTensor::take(std::string_view pass, std::string_view op, Node& owner) const {
  if (!x_.defined()) return {};
  if (x_.version() != version_)
    fail(pass, "a tensor saved by " + std::string(op) + " was changed in place");
  const NodeRef node = is_result_ ? owner.shared_from_this() : node_;
  if (!recording || node == nullptr) return x_;
  Tensor x = detach(x_);
  x.attach(std::make_unique<Tracked>(node));
  return x;
}

Tensor Step::saved(std::size_t i) const {
  return node_.saved(pass_, i);
}

OpNode::OpNode(std::string_view op, std::vector<NodeRef> edges, std::vector<SavedTensor> saved,
               Derivative derivative)
    : Node(std::move(edges)),
      op_(op),
      saved_(std::move(saved)),
      derivative_(std::move(derivative)) {}

std::vector<Tensor> OpNode::run(std::string_view pass, const Tensor& gradient, Wanted wanted) {
  return derivative_(Step(*this, pass, gradient, wanted));
}

void OpNode::free() noexcept {
  freed_ = true;
  saved_ = {};
  derivative_ = nullptr;
}

Tensor OpNode::saved(std::string_view pass, std::size_t i) {
  return saved_.at(i).take(pass, op_, *this);
}

Tensor recorded(std::string_view op, const Tensor& result, std::initializer_list<Tensor> inputs,
                std::initializer_list<Tensor> saved, Derivative derivative) {
  if (!recording || !is_float(result.dtype())) return result;
  std::vector<NodeRef> edges;
  edges.reserve(inputs.size());
  bool needed = false;
  for (const Tensor& input : inputs) {
    if (input.impl() == result.impl()) return result;
    edges.push_back(node_of(input));
    needed = needed || edges.back() != nullptr;
  }
  if (!needed) return result;
  std::vector<SavedTensor> kept;
  kept.reserve(saved.size());
  for (const Tensor& x : saved)
    kept.emplace_back(x, x.impl() == result.impl());
  result.attach(std::make_unique<Tracked>(
      make_node<OpNode>(op, std::move(edges), std::move(kept), std::move(derivative))));
  return result;
}

Tensor recorded_view(std::string_view op, const Tensor& view, const Tensor& x,
                     Derivative derivative) {
  if (!view.shares_storage_with(x)) return recorded(op, view, {x}, {}, std::move(derivative));
  if (!recording || view.impl() == x.impl()) return view;
  NodeRef from = node_of(x);
  if (from == nullptr) return view;
  auto node = make_node<OpNode>(op, std::vector<NodeRef>{std::move(from)},
                                std::vector<SavedTensor>(), std::move(derivative));
  view.attach(std::make_unique<Tracked>(std::move(node), base_of(x)));
  return view;
}

}  // namespace tw::autograd
