// How the ops in place are recorded.
//
// What changes is the base: the tensor itself, or the one that it is a view of.  The base takes a
// new node, whose inputs are what it was before and the argument, and all views of it follow when
// their nodes are asked for.
//
//   Tensor mul_(const Tensor& x, const Tensor& b) {
//     Change change("mul_", x, b);
//     if (change.needs_argument()) change.save_x();
//     return change.run([&] { return tw::mul_(x, b); }, {to_x, to_argument});
//   }
#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "autograd/node.h"

namespace tw::autograd {

// The gradient of what x was, or of the argument, from that of what x shows now.  Captures no
// tensors.
using Part = std::function<Tensor(const Step& step, const Tensor& gradient)>;

// The derivative of an op in place.
struct Rule {
  Part to_x;              // Empty where x gets none.
  Part to_argument;       // Empty where there is none.
  bool hands_on = false;  // What x was gets the gradient as it is, without to_x.
};

// One call of an op in place.  Made before x changes.
class Change {
 public:
  // Of an op with an argument, and of one without.  `op` is a literal.  Throws
  //   "[op] a leaf that requires its gradient cannot be changed in place; use NoGrad"
  //   "[op] a view of a tensor that requires no gradient cannot be recorded in place"
  Change(std::string_view op, const Tensor& x, const Tensor& argument);
  Change(std::string_view op, const Tensor& x);

  [[nodiscard]] bool recorded() const noexcept { return recorded_; }
  // Whether what x was, or the argument, takes a gradient.
  [[nodiscard]] bool needs_x() const noexcept { return recorded_ && x_node_ != nullptr; }
  [[nodiscard]] bool needs_argument() const noexcept {
    return recorded_ && argument_node_ != nullptr;
  }

  // What a rule finds as step.saved(0), step.saved(1) ...: what x was, as a copy; the argument,
  // as a copy where it may change with x; a tensor that nobody else has; nothing.
  void save_x();
  void save_argument();
  void save(const Tensor& own);
  void save_nothing() { save({}); }

  // Changes x and records that.
  template <class Function>
  Tensor run(Function function, Rule rule) {
    Tensor result = unrecorded(function);
    if (recorded_) record(std::move(rule));
    return result;
  }

 private:
  void record(Rule rule);

  std::string_view op_;
  Tensor x_;
  Tensor argument_;
  Tensor base_;
  bool recorded_ = false;
  NodeRef base_node_;
  NodeRef x_node_;
  NodeRef argument_node_;
  std::vector<SavedTensor> saved_;
};

}  // namespace tw::autograd
