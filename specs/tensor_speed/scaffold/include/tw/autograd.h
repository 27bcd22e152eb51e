// Gradients: reverse mode over everything that was recorded.
//
// A float tensor that requires its gradient carries an Attachment.  Calls with such an argument
// go to the op's recorder (tw/dispatch.h), which gives the result a node that knows how to
// send a gradient back.  backward() walks the nodes from the result to the leaves.
//
// Kernels know nothing of this.  A derivative is written with the functions of tw/ops.h, so that
// with create_graph it is recorded itself.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "tw/dispatch.h"
#include "tw/tensor.h"

namespace tw {

// Of a leaf by set_requires_grad, of a computed tensor by its arguments.
[[nodiscard]] bool requires_grad(const Tensor& x) noexcept;
// Throws "[set_requires_grad] dtype i64 has no gradients" and "[set_requires_grad] only a leaf can
// be told".
void set_requires_grad(const Tensor& x, bool wanted = true);
// True for every tensor that no recorded op made.
[[nodiscard]] bool is_leaf(const Tensor& x) noexcept;

// The gradient of a leaf so far; undefined where there is none.
[[nodiscard]] Tensor grad(const Tensor& x);
void clear_grad(const Tensor& x);

// The same elements in the same storage, recorded by nobody.
[[nodiscard]] Tensor detach(const Tensor& x);

struct BackwardOptions {
  bool retain_graph = false;  // The graph can be gone through again.
  bool create_graph = false;  // The gradients are recorded; the graph is retained.
};

// Adds to the grad of each leaf the derivative of y, weighted by the cotangent: a tensor of y's
// sizes and dtype, or undefined for 1 where y has one element.  A leaf's grad is never the
// cotangent itself.  Throws, as does gradients() under its own name,
//   "[backward] the tensor requires no gradient"
//   "[backward] a cotangent is needed for sizes [2, 3]"
//   "[backward] the cotangent has f32 [2], needs f32 [3]"
//   "[backward] the graph was freed; retain_graph keeps it"
//   "[backward] a tensor saved by mul was changed in place"
void backward(const Tensor& y, const Tensor& cotangent = {}, BackwardOptions options = {});

// The derivatives of the ys with respect to the xs, leaves or not; no grad changes.  One cotangent
// for each y, or none at all.  Undefined for an x that no y depends on.
[[nodiscard]] std::vector<Tensor> gradients(std::span<const Tensor> ys, std::span<const Tensor> xs,
                                            std::span<const Tensor> cotangents = {},
                                            BackwardOptions options = {});

// Sees the whole gradient of x, once in each backward, before it is used or stored.  What it
// returns, if it is defined, takes its place: of the same sizes and dtype, or backward throws
// "[backward] a hook returned f32 [2], needs f32 [3]".  Throws "[add_hook] the tensor requires no
// gradient".  The number is for remove_hook, which takes unknown numbers in silence.
using Hook = std::function<Tensor(const Tensor& gradient)>;
std::uint64_t add_hook(const Tensor& x, Hook hook);
void remove_hook(const Tensor& x, std::uint64_t number);

// While it lives, this thread records nothing, or records again.
class RecordingGuard {
 public:
  explicit RecordingGuard(bool wanted) noexcept : before_(recording) { recording = wanted; }
  RecordingGuard(const RecordingGuard&) = delete;
  RecordingGuard& operator=(const RecordingGuard&) = delete;
  ~RecordingGuard() { recording = before_; }

 private:
  bool before_;
};
class NoGrad : public RecordingGuard {
 public:
  NoGrad() noexcept : RecordingGuard(false) {}
};
class EnableGrad : public RecordingGuard {
 public:
  EnableGrad() noexcept : RecordingGuard(true) {}
};

}  // namespace tw
