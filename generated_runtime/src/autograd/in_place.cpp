#include "autograd/in_place.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "autograd/stretch.h"
#include "core/fail.h"
#include "tw/ops.h"

namespace tw::autograd {
namespace {

// The inputs of the node that the base takes.  What x was is one where it is the base, and else
// where hooks wait on it; else its gradient goes to the old base with the rest of the base's.
constexpr std::size_t kBase = 0;
constexpr std::size_t kX = 1;
constexpr std::size_t kArgument = 2;

Tensor copy_of(const Tensor& x) {
  return unrecorded([&] { return tw::clone(x); });
}

// The derivative of the base.
class Back {
 public:
  Back(Rule rule, std::optional<Stretch> stretch, bool x_apart)
      : rule_(std::move(rule)), stretch_(stretch), x_apart_(x_apart) {}

  std::vector<Tensor> operator()(const Step& step) const {
    std::vector<Tensor> gradients(3);
    const Tensor& whole = step.gradient();
    const bool untouched = rule_.hands_on && !x_apart_;
    if (step.wants(kBase) && untouched) gradients[kBase] = whole;
    const bool replaces = step.wants(kBase) && !untouched;
    if (!replaces && !step.wants(kX) && !step.wants(kArgument)) return gradients;
    const Tensor shown = stretch_ ? stretch_->of_base(whole) : whole;
    Tensor to_x;
    if (rule_.hands_on)
      to_x = shown;
    else if (rule_.to_x && (step.wants(kX) || (replaces && !x_apart_)))
      to_x = rule_.to_x(step, shown);
    if (step.wants(kX)) gradients[kX] = to_x;
    if (replaces) gradients[kBase] = stretch_->replaced(whole, x_apart_ ? Tensor() : to_x);
    if (step.wants(kArgument)) gradients[kArgument] = rule_.to_argument(step, shown);
    return gradients;
  }

 private:
  Rule rule_;
  std::optional<Stretch> stretch_;  // Where x is a view of the base.
  bool x_apart_;                    // What x was gets its gradient from here.
};

}  // namespace

Change::Change(std::string_view op, const Tensor& x) : op_(op), x_(x), base_(base_of(x)) {
  const LeafNode* leaf = leaf_node(base_);
  if (leaf != nullptr && leaf->required())
    fail(op, "a leaf that requires its gradient cannot be changed in place; use NoGrad");
  if (!x.defined() || !is_float(x.dtype())) return;
  base_node_ = node_of(base_);
  x_node_ = node_of(x);
  recorded_ = x_node_ != nullptr;
}

Change::Change(std::string_view op, const Tensor& x, const Tensor& argument) : Change(op, x) {
  argument_ = argument;
  if (!x.defined() || !is_float(x.dtype())) return;
  argument_node_ = node_of(argument);
  // Without an argument the op throws.
  recorded_ = argument.defined() && (x_node_ != nullptr || argument_node_ != nullptr);
  // What shows but a part of a storage may be a view of a tensor that is not known here.
  if (recorded_ && x_node_ == nullptr && x.numel() < x.storage_numel())
    fail(op, "a view of a tensor that requires no gradient cannot be recorded in place");
}

void Change::save_x() {
  saved_.emplace_back(copy_of(x_), x_node_);
}

void Change::save_argument() {
  const Tensor& kept = argument_.shares_storage_with(x_) ? copy_of(argument_) : argument_;
  saved_.emplace_back(kept, argument_node_);
}

void Change::save(const Tensor& own) {
  saved_.emplace_back(own, NodeRef());
}

void Change::record(Rule rule) {
  const bool is_view = base_.impl() != x_.impl();
  const bool to_x = rule.hands_on || rule.to_x;
  const bool x_apart = to_x && x_node_ != nullptr && (!is_view || x_node_->has_hooks());
  std::vector<NodeRef> edges(3);
  if (is_view) edges[kBase] = base_node_;
  if (x_apart) edges[kX] = x_node_;
  edges[kArgument] = argument_node_;
  std::optional<Stretch> stretch;
  if (is_view) stretch.emplace(base_, x_);
  auto node = make_node<OpNode>(op_, std::move(edges), std::move(saved_),
                                Back(std::move(rule), stretch, x_apart));
  const std::uint64_t changes = changes_of(base_) + 1;
  base_.attach(std::make_unique<Tracked>(std::move(node), changes));
}

}  // namespace tw::autograd
