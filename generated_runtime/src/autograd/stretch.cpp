#include "autograd/stretch.h"

#include <algorithm>
#include <cstddef>

#include "autograd/node.h"
#include "autograd/spread.h"
#include "tw/ops.h"

namespace tw::autograd {
namespace {

// What lies there in a row, whatever the row's own stride is.
Tensor shown(const Tensor& row, const Geometry& at) {
  const Tensor whole = tw::contiguous(row);
  return tw::as_strided(whole, at.sizes, at.strides, whole.offset() + at.offset);
}

}  // namespace

std::int64_t Geometry::end() const {
  std::int64_t last = offset;
  for (std::size_t i = 0; i < sizes.size(); ++i) last += (sizes[i] - 1) * strides[i];
  return last + 1;
}

Stretch::Stretch(const Tensor& base, const Tensor& view)
    : base_(base), view_(view), empty_(base.numel() == 0 || view.numel() == 0) {
  if (empty_) return;
  const std::int64_t low = std::min(base_.offset, view_.offset);
  base_.offset -= low;
  view_.offset -= low;
  length_ = std::max(base_.end(), view_.end());
}

Tensor Stretch::row_of(const Tensor& x, const Geometry& at) const {
  return put("as_strided", x, {length_}, [at](const Tensor& row) { return shown(row, at); });
}

Tensor Stretch::base_of(const Tensor& row) const {
  const Tensor gradient = shown(row, base_);
  if (!may_overlap(base_.sizes, base_.strides)) return gradient;
  const Tensor sharing =
      unrecorded([&] { return shown(row_of(full(base_.sizes, 1.0, Dtype::f64), base_), base_); });
  return tw::cast(tw::div(gradient, sharing), row.dtype());
}

Tensor Stretch::to_base(const Tensor& gradient) const {
  if (empty_) return full(base_.sizes, 0.0, gradient.dtype());
  return base_of(row_of(gradient, view_));
}

Tensor Stretch::of_base(const Tensor& gradient) const {
  if (empty_) return full(view_.sizes, 0.0, gradient.dtype());
  return shown(row_of(gradient, base_), view_);
}

Tensor Stretch::replaced(const Tensor& gradient, const Tensor& part) const {
  if (empty_) return gradient;
  const Tensor inside = unrecorded([&] {
    Tensor mask = full({length_}, 0.0, Dtype::boolean);
    tw::fill_(shown(mask, view_), 1.0);
    return mask;
  });
  const Tensor there = part.defined() ? row_of(part, view_) : full({}, 0.0, gradient.dtype());
  return base_of(tw::where(inside, there, row_of(gradient, base_)));
}

}  // namespace tw::autograd
