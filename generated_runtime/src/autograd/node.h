// The nodes of recorded graphs, and what the files of src/gradients/ build on.
//
// A recorder computes its result with unrecorded(), then gives it a node with recorded():
//
//   Tensor exp(const Tensor& x) {
//     const Tensor y = unrecorded([&] { return tw::exp(x); });
//     return recorded("exp", y, {x}, {y}, [](const Step& step) {
//       return std::vector<Tensor>{tw::mul(step.gradient(), step.saved(0))};
//     });
//   }
//
// Who owns what: a tensor owns its node, a node those of the tensors that it was computed from, and
// a view the tensor that it is a view of.  No node owns the tensor that it made, none the grad of
// a leaf, and no tensor its views, so no cycle forms, also where the grad was recorded itself.
//
// What is attached to a tensor may lie in the memory of the node that it owns: one block of memory
// is all that most ops take.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "autograd/derivative.h"
#include "autograd/few.h"
#include "tw/dispatch.h"
#include "tw/tensor.h"

namespace tw {

// Of tw/autograd.h, whose function gradients() bars the namespace gradients from a file that
// includes it.
[[nodiscard]] bool requires_grad(const Tensor& x) noexcept;
[[nodiscard]] Tensor detach(const Tensor& x);

}  // namespace tw

namespace tw::autograd {

// "f32 [2, 3]".
[[nodiscard]] std::string text_of(const Tensor& x);

class Node;

// One reference to a node, or none.
class NodeRef {
 public:
  NodeRef() noexcept = default;
  NodeRef(std::nullptr_t) noexcept {}
  explicit NodeRef(Node* node) noexcept : node_(node) {}  // Takes over one.
  NodeRef(const NodeRef& other) noexcept;
  NodeRef(NodeRef&& other) noexcept : node_(std::exchange(other.node_, nullptr)) {}
  NodeRef& operator=(NodeRef other) noexcept {
    std::swap(node_, other.node_);
    return *this;
  }
  ~NodeRef();

  [[nodiscard]] Node* get() const noexcept { return node_; }
  Node* operator->() const noexcept { return node_; }
  bool operator==(std::nullptr_t) const noexcept { return node_ == nullptr; }

 private:
  Node* node_ = nullptr;
};

using Hook = std::function<Tensor(const Tensor& gradient)>;

// A tensor among the arguments of recorded(), which is not copied.
class Given {
 public:
  Given(const Tensor& x) noexcept : x_(&x) {}
  [[nodiscard]] const Tensor& operator*() const noexcept { return *x_; }
  const Tensor* operator->() const noexcept { return x_; }

 private:
  const Tensor* x_;
};
using AllGiven = std::initializer_list<Given>;

// What takes the gradient of one tensor.
class Node {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node();
  static void* operator new(std::size_t bytes);
  static void operator delete(void* memory) noexcept;

  // Higher than the numbers of all nodes that the edges lead to.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  // To the nodes of the inputs; null for an input that requires no gradient.
  [[nodiscard]] std::span<const NodeRef> edges() const noexcept {
    return {edges_.data(), edges_.size()};
  }
  [[nodiscard]] bool is_leaf() const noexcept { return is_leaf_; }
  // Whether it has a single owner: then one edge at most leads here.
  [[nodiscard]] bool owned_once() const noexcept {
    return count_.load(std::memory_order_acquire) == 1;
  }
  // One more reference.
  [[nodiscard]] NodeRef ref() noexcept {
    count_.fetch_add(1, std::memory_order_relaxed);
    return NodeRef(this);
  }

  // The gradients of the inputs that are wanted.  `pass` is the name that errors start with.
  // What takes `gradient` may leave it undefined.
  virtual void run(std::string_view pass, Tensor& gradient, Wanted wanted,
                   std::span<Tensor> gradients) = 0;
  // Drops what was saved; the node cannot be run any more.
  virtual void free() noexcept {}
  [[nodiscard]] bool freed() const noexcept { return freed_; }

  [[nodiscard]] bool has_hooks() const;
  std::uint64_t add_hook(Hook hook);
  void remove_hook(std::uint64_t number);
  // What the hooks make of a gradient.
  [[nodiscard]] Tensor hooked(std::string_view pass, Tensor gradient) const;

 protected:
  explicit Node(std::vector<NodeRef> edges);  // Of an op.
  explicit Node(std::size_t edges_count);     // The same: add_edges() comes next.
  Node();                                     // Of a leaf.

  // Edges may lead to nodes that are made for them, so the number comes after them.
  void add_edges(AllGiven inputs);
  void set_freed() noexcept { freed_ = true; }

 private:
  friend class NodeRef;
  // Destroys a node.  Nodes that lose their last owner by that wait for their turn in a loop, so
  // that a long graph does not take a deep stack.
  static void drop(Node* node) noexcept;

  struct Hooks {
    std::mutex mutex;
    std::vector<std::pair<std::uint64_t, Hook>> list;
  };

  std::atomic<std::uint32_t> count_{1};
  const bool is_leaf_;
  bool freed_ = false;
  union {
    std::uint64_t number_;
    Node* next_dropped_;  // Where nobody owns it any more.
  };
  std::atomic<Hooks*> hooks_{nullptr};  // Made with the first hook.
  Few<NodeRef, 3> edges_;
};

inline NodeRef::NodeRef(const NodeRef& other) noexcept : node_(other.node_) {
  if (node_ != nullptr) node_->count_.fetch_add(1, std::memory_order_relaxed);
}

inline NodeRef::~NodeRef() {
  if (node_ == nullptr) return;
  // Nobody can add to a count of 1 but the owner of this reference.
  if (node_->owned_once() || node_->count_.fetch_sub(1, std::memory_order_acq_rel) == 1)
    Node::drop(node_);
}

template <class T, class... Arguments>
NodeRef make_node(Arguments&&... arguments) {
  return NodeRef(new T(std::forward<Arguments>(arguments)...));
}

// Where a leaf's gradient is kept.  The leaf alone owns it.
struct GradSlot {
  std::mutex mutex;
  Tensor grad;
};

// The node of a leaf: adds what it is given to the leaf's grad, as long as the leaf lives.
class LeafNode final : public Node {
 public:
  explicit LeafNode(std::weak_ptr<GradSlot> slot) : slot_(std::move(slot)) {}

  [[nodiscard]] bool required() const noexcept { return required_; }
  void require(bool wanted) noexcept { required_ = wanted; }
  void run(std::string_view pass, Tensor& gradient, Wanted wanted,
           std::span<Tensor> gradients) override;

 private:
  std::atomic<bool> required_{true};
  const std::weak_ptr<GradSlot> slot_;
};

// What is attached to a tensor with a node.
//
// A recorded op in place gives its tensor a new node.  Through a view, this is the tensor that the
// view shows in the end, its base; views keep the base, and take a new node from it where it was
// changed after they took theirs.
class Tracked final : public Attachment {
 public:
  // What most tensors do not need.
  struct More {
    std::shared_ptr<GradSlot> slot;  // Of leaves.
    Tensor base;                     // Of views; no view itself.
    std::mutex mutex;                // Of what changes in views; in other tensors nothing does.
  };

  // Of a tensor that is no view, and that recorded ops changed so often.
  explicit Tracked(NodeRef node, std::uint64_t changes = 0) noexcept
      : node_(std::move(node)), changes_(changes) {}
  // Of a leaf or a view.
  Tracked(NodeRef node, std::unique_ptr<More> more) noexcept;
  // Gives memory back where it has some of its own: in that of a node it only lets go of the node.
  static void operator delete(Tracked* tracked, std::destroying_delete_t) noexcept;

  // Null for what is no leaf.
  [[nodiscard]] GradSlot* slot() const noexcept { return more_ ? more_->slot.get() : nullptr; }
  // Null for what is no view.
  [[nodiscard]] const Tensor* base() const noexcept {
    return more_ && more_->base.defined() ? &more_->base : nullptr;
  }
  // Whether the tensor requires its gradient.
  [[nodiscard]] bool required() const noexcept {
    const LeafNode* own = leaf();
    return own == nullptr || own->required();
  }
  // The newest node, where `x` is the tensor.
  [[nodiscard]] NodeRef node(const Tensor& x) const {
    return base() == nullptr ? node_ : node_of_changed(x);
  }
  // Null for what is no leaf.
  [[nodiscard]] LeafNode* leaf() const noexcept {
    return base() == nullptr && node_->is_leaf() ? static_cast<LeafNode*>(node_.get()) : nullptr;
  }
  // Of a tensor that is no view.
  [[nodiscard]] std::uint64_t changes() const noexcept { return changes_; }

 private:
  [[nodiscard]] NodeRef node_of_changed(const Tensor& view) const;

  const std::unique_ptr<More> more_;
  mutable NodeRef node_;
  mutable std::uint64_t changes_ = 0;  // In views: of the base, when the node was taken.
};

// The tensor itself where it is no view.
[[nodiscard]] const Tensor& base_of(const Tensor& x) noexcept;
// How often recorded ops changed a tensor that is no view.
[[nodiscard]] std::uint64_t changes_of(const Tensor& base) noexcept;
// A new node of a view; the base requires its gradient.
[[nodiscard]] NodeRef node_of_view(const Tensor& base, const Tensor& view);

// Null where a tensor has none.
[[nodiscard]] const Tracked* tracked(const Tensor& x) noexcept;
[[nodiscard]] LeafNode* leaf_node(const Tensor& x) noexcept;
// The node of a tensor that requires its gradient, null for any other and for no tensor.
[[nodiscard]] NodeRef node_of(const Tensor& x);

// A tensor kept for the backward pass.
class SavedTensor {
 public:
  // The result of a node is saved without its node, which would own itself otherwise.
  SavedTensor(const Tensor& x, bool is_result);
  // A copy, with the node of what it is a copy of.
  SavedTensor(const Tensor& copy, NodeRef node);

  // The tensor as it was saved, requiring its gradient as it did then.  Throws
  // "[pass] a tensor saved by op was changed in place".
  [[nodiscard]] Tensor take(std::string_view pass, std::string_view op, Node& owner) const;

 private:
  static constexpr std::uint64_t kIsResult = std::uint64_t{1} << 63;

  Tensor x_;  // Without an attachment.
  NodeRef node_;
  std::uint64_t version_ = 0;  // With kIsResult: many of these live at a time.
};

// The node of a result.
class OpNode final : public Node {
 public:
  OpNode(std::string_view op, std::vector<NodeRef> edges, std::vector<SavedTensor> saved,
         Derivative derivative);
  OpNode(std::string_view op, const Tensor& result, AllGiven inputs, AllGiven saved,
         Derivative&& derivative);

  void run(std::string_view pass, Tensor& gradient, Wanted wanted,
           std::span<Tensor> gradients) override;
  void free() noexcept override;
  [[nodiscard]] Tensor saved(std::string_view pass, std::size_t i);

  // Attaches the node to its result, for which there is room in it once.
  static void attach(NodeRef node, const Tensor& result) noexcept;
  [[nodiscard]] bool holds(const Tracked* tracked) const noexcept {
    return static_cast<const void*>(tracked) == room_;
  }

 private:
  const std::string_view op_;
  Few<SavedTensor, 2> saved_;
  Derivative derivative_;
  alignas(Tracked) std::byte room_[sizeof(Tracked)];  // Of what is attached to the result.
};

// What the function returns with recording off.
template <class Function>
auto unrecorded(Function&& function) {
  const struct Guard {
    const bool before = std::exchange(recording, false);
    ~Guard() { recording = before; }
  } guard;
  return std::forward<Function>(function)();
}

// The result, with a node where it needs one: where recording is on, it is a float tensor and no
// input itself, and an input requires its gradient.  `op` is a literal.  Inputs and saved tensors
// may be undefined; the result may be among the saved ones.
Tensor recorded(std::string_view op, Tensor&& result, AllGiven inputs, AllGiven saved,
                Derivative&& derivative);
Tensor recorded(std::string_view op, const Tensor& result, AllGiven inputs, AllGiven saved,
                Derivative&& derivative);

// The same for a view of x, which also keeps its base.  It may be x itself, or a copy after all.
Tensor recorded_view(std::string_view op, const Tensor& view, const Tensor& x,
                     Derivative derivative);

}  // namespace tw::autograd
