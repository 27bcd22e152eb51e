#include "autograd/node.h"

#include <stdexcept>
#include <typeinfo>

#include "autograd/stretch.h"
#include "core/fail.h"
#include "core/memory.h"
#include "core/tensor_impl.h"
#include "tw/ops.h"

namespace tw::autograd {
namespace {

// Of every node: the memory of one serves for any other.
constexpr std::size_t kNodeBytes = 256;
static_assert(sizeof(OpNode) <= kNodeBytes && sizeof(LeafNode) <= kNodeBytes);

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

Node::Node(std::vector<NodeRef> edges)
    : is_leaf_(false), number_(next_number()), edges_(std::move(edges)) {}

Node::Node(std::size_t edges_count)
    : is_leaf_(false), number_(0), edges_(edges_count) {}

Node::Node() : is_leaf_(true), number_(next_number()) {}

void Node::add_edges(AllGiven inputs) {
  for (const Given& input : inputs) edges_.add(node_of(*input));
  number_ = next_number();
}

Node::~Node() {
  delete hooks_.load(std::memory_order_acquire);
}

void* Node::operator new(std::size_t) {
  return take_node(kNodeBytes);
}

void Node::operator delete(void* memory) noexcept {
  give_node(memory);
}

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
  Hooks* hooks = hooks_.load(std::memory_order_acquire);
  if (hooks == nullptr) return false;
  const std::lock_guard lock(hooks->mutex);
  return !hooks->list.empty();
}

std::uint64_t Node::add_hook(Hook hook) {
  const std::uint64_t number = next_number();
  Hooks* hooks = hooks_.load(std::memory_order_acquire);
  if (hooks == nullptr) {
    auto made = std::make_unique<Hooks>();
    if (hooks_.compare_exchange_strong(hooks, made.get(), std::memory_order_acq_rel))
      hooks = made.release();
  }
  const std::lock_guard lock(hooks->mutex);
  hooks->list.emplace_back(number, std::move(hook));
  return number;
}

void Node::remove_hook(std::uint64_t number) {
  Hooks* hooks = hooks_.load(std::memory_order_acquire);
  if (hooks == nullptr) return;
  Hook removed;  // Destroyed without the lock, since it may own anything.
  const std::lock_guard lock(hooks->mutex);
  for (std::size_t i = 0; i < hooks->list.size(); ++i) {
    if (hooks->list[i].first != number) continue;
    removed = std::move(hooks->list[i].second);
    hooks->list.erase(hooks->list.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

Tensor Node::hooked(std::string_view pass, Tensor gradient) const {
  Hooks* const shared = hooks_.load(std::memory_order_acquire);
  if (shared == nullptr) return gradient;
  std::vector<std::pair<std::uint64_t, Hook>> hooks;  // Hooks may add and remove some.
  {
    const std::lock_guard lock(shared->mutex);
    hooks = shared->list;
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

void LeafNode::run(std::string_view, Tensor& gradient, Wanted, std::span<Tensor>) {
  const std::shared_ptr<GradSlot> slot = slot_.lock();
  if (slot == nullptr || !required()) return;
  Tensor before;  // Dropped without the lock, as a graph may hang on it.
  const std::lock_guard lock(slot->mutex);
  before = slot->grad;
  // A copy, since the gradient may be shared with other inputs, hooks and the caller.
  slot->grad = before.defined() ? add(before, gradient) : clone(gradient);
}

Tracked::Tracked(NodeRef node, std::unique_ptr<More> more) noexcept
    : more_(std::move(more)), node_(std::move(node)), changes_(changes_of(more_->base)) {}

void Tracked::operator delete(Tracked* tracked, std::destroying_delete_t) noexcept {
  const NodeRef last = std::move(tracked->node_);
  const bool inside = !last->is_leaf() && static_cast<const OpNode*>(last.get())->holds(tracked);
  tracked->~Tracked();
  if (!inside) ::operator delete(tracked);
}

NodeRef Tracked::node_of_changed(const Tensor& view) const {
  NodeRef before;  // Dropped without the lock.
  const std::lock_guard lock(more_->mutex);
  const std::uint64_t changes = changes_of(more_->base);
  if (changes_ != changes) {
    before = std::exchange(node_, node_of_view(more_->base, view));
    changes_ = changes;
  }
  return node_;
}

const Tensor& base_of(const Tensor& x) noexcept {
  const Tracked* found = tracked(x);
  const Tensor* base = found == nullptr ? nullptr : found->base();
  return base == nullptr ? x : *base;
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
  if (!x.defined()) return nullptr;
  const Attachment* found = x.impl()->attachment();
  // No class is derived from Tracked.
  return found != nullptr && typeid(*found) == typeid(Tracked) ? static_cast<const Tracked*>(found)
                                                               : nullptr;
}

LeafNode* leaf_node(const Tensor& x) noexcept {
  const Tracked* found = tracked(x);
  return found == nullptr ? nullptr : found->leaf();
}

NodeRef node_of(const Tensor& x) {
  const Tracked* found = tracked(x);
  return found != nullptr && found->required() ? found->node(x) : nullptr;
}

SavedTensor::SavedTensor(const Tensor& x, bool is_result) {
  if (!x.defined()) return;
  x_ = detach(x);
  version_ = x.version();
  if (is_result)
    version_ |= kIsResult;
  else
    node_ = node_of(x);
}

SavedTensor::SavedTensor(const Tensor& copy, NodeRef node) : node_(std::move(node)) {
  if (!copy.defined()) return;
  x_ = detach(copy);
  version_ = copy.version();
}

Tensor SavedTensor::take(std::string_view pass, std::string_view op, Node& owner) const {
  if (!x_.defined()) return {};
  if (x_.version() != (version_ & ~kIsResult))
    fail(pass, "a tensor saved by " + std::string(op) + " was changed in place");
  if (!recording) return x_;
  NodeRef node = (version_ & kIsResult) != 0 ? owner.ref() : node_;
  if (node == nullptr) return x_;
  Tensor x = detach(x_);
  x.attach(std::make_unique<Tracked>(std::move(node)));
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

OpNode::OpNode(std::string_view op, const Tensor& result, AllGiven inputs, AllGiven saved,
               Derivative&& derivative)
    : Node(inputs.size()),
      op_(op),
      saved_(saved.size()),
      derivative_(std::move(derivative)) {
  add_edges(inputs);
  for (const Given& x : saved) saved_.add(*x, x->impl() == result.impl());
}

void OpNode::run(std::string_view pass, Tensor& gradient, Wanted wanted,
                 std::span<Tensor> gradients) {
  derivative_(Step(*this, pass, gradient, wanted), gradients);
}

void OpNode::free() noexcept {
  set_freed();
  saved_.clear();
  derivative_.clear();
}

Tensor OpNode::saved(std::string_view pass, std::size_t i) {
  if (i >= saved_.size()) throw std::out_of_range("a derivative asks for more than was saved");
  return saved_.data()[i].take(pass, op_, *this);
}

void OpNode::attach(NodeRef node, const Tensor& result) noexcept {
  void* room = static_cast<OpNode*>(node.get())->room_;
  result.impl()->attach(std::unique_ptr<Attachment>(::new (room) Tracked(std::move(node))));
}

Tensor recorded(std::string_view op, Tensor&& result, AllGiven inputs, AllGiven saved,
                Derivative&& derivative) {
  if (!recording || !is_float(result.dtype())) return std::move(result);
  bool needed = false;
  for (const Given& input : inputs) {
    if (input->impl() == result.impl()) return std::move(result);
    needed = needed || requires_grad(*input);
  }
  if (needed)
    OpNode::attach(make_node<OpNode>(op, result, inputs, saved, std::move(derivative)), result);
  return std::move(result);
}

Tensor recorded(std::string_view op, const Tensor& result, AllGiven inputs, AllGiven saved,
                Derivative&& derivative) {
  return recorded(op, Tensor(result), inputs, saved, std::move(derivative));
}

Tensor recorded_view(std::string_view op, const Tensor& view, const Tensor& x,
                     Derivative derivative) {
  if (!view.shares_storage_with(x))
    return recorded(op, view, {x}, {}, std::move(derivative));
  if (!recording || view.impl() == x.impl()) return view;
  NodeRef from = node_of(x);
  if (from == nullptr) return view;
  auto more = std::make_unique<Tracked::More>();
  more->base = base_of(x);
  std::vector<NodeRef> edges;
  edges.push_back(std::move(from));
  auto node = make_node<OpNode>(op, std::move(edges), std::vector<SavedTensor>(),
                                std::move(derivative));
  view.attach(std::make_unique<Tracked>(std::move(node), std::move(more)));
  return view;
}

}  // namespace tw::autograd
