// Gradients between a tensor and a view of it, whatever op made the view.
#pragma once

#include <cstdint>

#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw::autograd {

// Where a tensor's elements lie in a row of elements.
struct Geometry {
  Dims sizes;
  Dims strides;
  std::int64_t offset;

  explicit Geometry(const Tensor& x) : sizes(x.sizes()), strides(x.strides()), offset(x.offset()) {}
  // Behind the last element, of which there is one.
  [[nodiscard]] std::int64_t end() const;
};

// What a view shows of its base: both lie in one storage.  Gradients are brought from one to
// the other through the stretch of the storage where both lie, as a row.  All is recorded itself
// where recording is on.
class Stretch {
 public:
  Stretch(const Tensor& base, const Tensor& view);

  // The base's gradient, from that of the view.  Elements of the base that share a place share its
  // gradient.
  [[nodiscard]] Tensor to_base(const Tensor& gradient) const;
  // The gradient of what the view shows, from that of the base.
  [[nodiscard]] Tensor of_base(const Tensor& gradient) const;
  // The base's gradient with what the view shows replaced, by zeros where `part` is undefined.
  [[nodiscard]] Tensor replaced(const Tensor& gradient, const Tensor& part) const;

 private:
  [[nodiscard]] Tensor row_of(const Tensor& x, const Geometry& at) const;
  [[nodiscard]] Tensor base_of(const Tensor& row) const;

  Geometry base_;
  Geometry view_;
  bool empty_;  // One of them has no elements.
  std::int64_t length_ = 0;
};

}  // namespace tw::autograd
