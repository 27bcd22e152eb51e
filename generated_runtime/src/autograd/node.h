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
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
using NodeRef = std::shared_ptr<Node>;

using Hook = std::function<Tensor(const Tensor& gradient)>;

// Which gradients of a node's inputs a pass asks for, one for each edge.
using Wanted = std::span<const unsigned char>;

// What takes the gradient of one tensor.
class Node : public std::enable_shared_from_this<Node> {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

  // Higher than the numbers of all nodes that the edges lead to.
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  // To the nodes of the inputs; null for an input that requires no gradient.
  [[nodiscard]] const std::vector<NodeRef>& edges() const noexcept { return edges_; }

  // The gradients of the inputs, undefined where they are not wanted.  `pass` is the name that
  // errors start with.
  virtual std::vector<Tensor> run(std::string_view pass, const Tensor& gradient, Wanted wanted) = 0;
  // Drops what was saved; the node cannot be run any more.
  virtual void free() noexcept {}
  [[nodiscard]] virtual bool freed() const noexcept { return false; }

  [[nodiscard]] bool has_hooks() const;
  std::uint64_t add_hook(Hook hook);
  void remove_hook(std::uint64_t number);
  // What the hooks make of a gradient.
  [[nodiscard]] Tensor hooked(std::string_view pass, Tensor gradient) const;

 protected:
  explicit Node(std::vector<NodeRef> edges);

 private:
  template <class T, class... Arguments>
  friend std::shared_ptr<T> make_node(Arguments&&... arguments);
  // Destroys a node.  Nodes that lose their last owner by that wait for their turn in a loop, so
  // that a long graph does not take a deep stack.
  static void drop(Node* node) noexcept;

  const std::uint64_t number_;
  const std::vector<NodeRef> edges_;
  Node* next_dropped_ = nullptr;
  mutable std::mutex mutex_;  // Of the hooks.
  std::vector<std::pair<std::uint64_t, Hook>> hooks_;
};

template <class T, class... Arguments>
std::shared_ptr<T> make_node(Arguments&&... arguments) {
  return std::shared_ptr<T>(new T(std::forward<Arguments>(arguments)...), &Node::drop);
}

// Where a leaf's gradient is kept.  The leaf alone owns it.
struct GradSlot {
  std::mutex mutex;
  Tensor grad;
};

// The node of a leaf: adds what it is given to the leaf's grad, as long as the leaf lives.
class LeafNode final : public Node {
 public:
  explicit LeafNode(std::weak_ptr<GradSlot> slot) : Node({}), slot_(std::move(slot)) {}

  [[nodiscard]] bool required() const noexcept { return required_; }
  void require(bool wanted) noexcept { required_ = wanted; }
  std::vector<Tensor> run(std::string_view pass, const Tensor& gradient, Wanted wanted) override;

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
  explicit Tracked(NodeRef node, std::shared_ptr<GradSlot> its_slot = nullptr)
      : slot(std::move(its_slot)), node_(std::move(node)) {}
  // Of a tensor that is no view, and that recorded ops changed so often.
  Tracked(NodeRef node, std::uint64_t changes) : node_(std::move(node)), changes_(changes) {}
  // Of a view.
  Tracked(NodeRef node, Tensor its_base);

  const std::shared_ptr<GradSlot> slot;  // Of leaves.
  const Tensor base;                     // Of views; no view itself.

  // Whether the tensor requires its gradient.
  [[nodiscard]] bool required() const noexcept;
  // The newest node, where `x` is the tensor.
  [[nodiscard]] NodeRef node(const Tensor& x) const;
  // Null for what is no leaf.
  [[nodiscard]] LeafNode* leaf() const noexcept {
    return base.defined() ? nullptr : dynamic_cast<LeafNode*>(node_.get());
  }
  // Of a tensor that is no view.
  [[nodiscard]] std::uint64_t changes() const noexcept { return changes_; }

 private:
  mutable std::mutex mutex_;  // Of what follows in views; in other tensors nothing changes.
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
  Tensor x_;  // Without an attachment.
  NodeRef node_;
  std::uint64_t version_ = 0;
  bool is_result_ = false;
};

class OpNode;

// One call of a derivative.
class Step {
 public:
  Step(OpNode& node, std::string_view pass, const Tensor& gradient, Wanted wanted) noexcept
      : node_(node), pass_(pass), gradient_(gradient), wanted_(wanted) {}

  // Of the result, with its sizes and dtype.
  [[nodiscard]] const Tensor& gradient() const noexcept { return gradient_; }
  // Whether the gradient of this input is asked for.
  [[nodiscard]] bool wants(std::size_t input) const noexcept { return wanted_[input] != 0; }
  // One of the tensors that were saved.
  [[nodiscard]] Tensor saved(std::size_t i) const;

 private:
  OpNode& node_;
  std::string_view pass_;
  const Tensor& gradient_;
  Wanted wanted_;
};

// Gives a gradient for each input, of the input's sizes and dtype; it may be undefined where
// step.wants() is false.  Is written with the functions of tw/ops.h, and captures no tensors.
using Derivative = std::function<std::vector<Tensor>(const Step& step)>;

// The derivative of an op of one input, as a function of the gradient alone.
template <class Function>
Derivative of_one(Function function) {
  return [function = std::move(function)](const Step& step) {
    return std::vector<Tensor>{function(step.gradient())};
  };
}

// The node of a result.
class OpNode final : public Node {
 public:
  OpNode(std::string_view op, std::vector<NodeRef> edges, std::vector<SavedTensor> saved,
         Derivative derivative);

  std::vector<Tensor> run(std::string_view pass, const Tensor& gradient, Wanted wanted) override;
  void free() noexcept override;
  [[nodiscard]] bool freed() const noexcept override { return freed_; }
  [[nodiscard]] Tensor saved(std::string_view pass, std::size_t i);

 private:
  const std::string_view op_;
  std::vector<SavedTensor> saved_;
  Derivative derivative_;
  bool freed_ = false;
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
Tensor recorded(std::string_view op, const Tensor& result, std::initializer_list<Tensor> inputs,
                std::initializer_list<Tensor> saved, Derivative derivative);

// The same for a view of x, which also keeps its base.  It may be x itself, or a copy after all.
Tensor recorded_view(std::string_view op, const Tensor& view, const Tensor& x,
                     Derivative derivative);

}  // namespace tw::autograd
