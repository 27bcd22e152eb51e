// What tw/autograd.h says about single tensors.
#include "tw/autograd.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "autograd/node.h"
#include "core/fail.h"
#include "core/tensor_impl.h"

namespace tw {
namespace {

autograd::GradSlot* slot_of(const Tensor& x) noexcept {
  const autograd::Tracked* found = autograd::tracked(x);
  return found == nullptr ? nullptr : found->slot();
}

}  // namespace

bool requires_grad(const Tensor& x) noexcept {
  const autograd::Tracked* found = autograd::tracked(x);
  return found != nullptr && found->required();
}

void set_requires_grad(const Tensor& x, bool wanted) {
  constexpr std::string_view kOp = "set_requires_grad";
  if (!x.defined()) fail(kOp, "the tensor is undefined");
  if (!is_float(x.dtype()))
    fail(kOp, "dtype " + std::string(name_of(x.dtype())) + " has no gradients");
  if (!is_leaf(x)) fail(kOp, "only a leaf can be told");
  if (autograd::LeafNode* leaf = autograd::leaf_node(x)) {
    leaf->require(wanted);
  } else if (wanted) {
    auto slot = std::make_shared<autograd::GradSlot>();
    auto node = autograd::make_node<autograd::LeafNode>(slot);
    auto more = std::make_unique<autograd::Tracked::More>();
    more->slot = std::move(slot);
    x.attach(std::make_unique<autograd::Tracked>(std::move(node), std::move(more)));
  }
}

bool is_leaf(const Tensor& x) noexcept {
  return !requires_grad(x) || autograd::leaf_node(x) != nullptr;
}

Tensor grad(const Tensor& x) {
  autograd::GradSlot* slot = slot_of(x);
  if (slot == nullptr) return {};
  const std::lock_guard lock(slot->mutex);
  return slot->grad;
}

void clear_grad(const Tensor& x) {
  autograd::GradSlot* slot = slot_of(x);
  if (slot == nullptr) return;
  Tensor before;  // Dropped without the lock, as a graph may hang on it.
  const std::lock_guard lock(slot->mutex);
  std::swap(before, slot->grad);
}

Tensor detach(const Tensor& x) {
  if (!x.defined()) fail("detach", "the tensor is undefined");
  const TensorImpl& impl = *x.impl();
  return impl.view(impl.sizes(), impl.strides(), impl.offset());
}

std::uint64_t add_hook(const Tensor& x, Hook hook) {
  const autograd::NodeRef node = autograd::node_of(x);
  if (node == nullptr) fail("add_hook", "the tensor requires no gradient");
  if (!hook) fail("add_hook", "the hook is empty");
  return node->add_hook(std::move(hook));
}

void remove_hook(const Tensor& x, std::uint64_t number) {
  const autograd::Tracked* found = autograd::tracked(x);
  const autograd::NodeRef node = found == nullptr ? nullptr : found->node(x);
  if (node != nullptr) node->remove_hook(number);
}

}  // namespace tw
