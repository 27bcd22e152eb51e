#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "autograd/node.h"
#include "autograd/spread.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::of_one;
using autograd::recorded;
using autograd::unrecorded;

Tensor transpose(const Tensor& x, std::int64_t dim0, std::int64_t dim1) {
  const Tensor y = unrecorded([&] { return tw::transpose(x, dim0, dim1); });
  return recorded("transpose", y, {x}, {},
                  of_one([=](const Tensor& g) { return tw::transpose(g, dim0, dim1); }));
}

Tensor permute(const Tensor& x, IntSpan dims) {
  const Tensor y = unrecorded([&] { return tw::permute(x, dims); });
  Dims back(dims.size(), 0);
  for (std::size_t i = 0; i < dims.size(); ++i)
    back[static_cast<std::size_t>(wrap_dim("permute", dims[i], x.rank()))] =
        static_cast<std::int64_t>(i);
  return recorded("permute", y, {x}, {},
                  of_one([back](const Tensor& g) { return tw::permute(g, back); }));
}

Tensor reshape(const Tensor& x, IntSpan sizes) {
  const Tensor y = unrecorded([&] { return tw::reshape(x, sizes); });
  return recorded("reshape", y, {x}, {}, of_one([from = Dims(x.sizes())](const Tensor& g) {
                    return tw::reshape(g, from);
                  }));
}

Tensor expand(const Tensor& x, IntSpan sizes) {
  const Tensor y = unrecorded([&] { return tw::expand(x, sizes); });
  return recorded("expand", y, {x}, {}, of_one([from = Dims(x.sizes())](const Tensor& g) {
                    return autograd::sum_to(g, from);
                  }));
}

// A view that shows each element at most once, and some not at all.
template <class View>
Tensor part(std::string_view op, const Tensor& x, View view) {
  const Tensor y = unrecorded([&] { return view(x); });
  return recorded(op, y, {x}, {}, of_one([op, view, from = Dims(x.sizes())](const Tensor& g) {
                    return autograd::put(op, g, from, view);
                  }));
}

Tensor narrow(const Tensor& x, std::int64_t dim, std::int64_t start, std::int64_t length) {
  return part("narrow", x, [=](const Tensor& t) { return tw::narrow(t, dim, start, length); });
}

Tensor slice(const Tensor& x, std::int64_t dim, std::optional<std::int64_t> start,
             std::optional<std::int64_t> end, std::int64_t step) {
  return part("slice", x, [=](const Tensor& t) { return tw::slice(t, dim, start, end, step); });
}

Tensor select(const Tensor& x, std::int64_t dim, std::int64_t index) {
  return part("select", x, [=](const Tensor& t) { return tw::select(t, dim, index); });
}

Tensor squeeze(const Tensor& x, std::int64_t dim) {
  const Tensor y = unrecorded([&] { return tw::squeeze(x, dim); });
  return recorded("squeeze", y, {x}, {}, of_one([from = Dims(x.sizes())](const Tensor& g) {
                    return tw::reshape(g, from);
                  }));
}

Tensor unsqueeze(const Tensor& x, std::int64_t dim) {
  const Tensor y = unrecorded([&] { return tw::unsqueeze(x, dim); });
  return recorded("unsqueeze", y, {x}, {},
                  of_one([dim](const Tensor& g) { return tw::squeeze(g, dim); }));
}

// Where a tensor's elements lie in a row of elements.
struct Geometry {
  Dims sizes;
  Dims strides;
  std::int64_t offset;

  explicit Geometry(const Tensor& x) : sizes(x.sizes()), strides(x.strides()), offset(x.offset()) {}
  // Of a geometry with elements.
  [[nodiscard]] std::int64_t end() const {
    std::int64_t last = offset;
    for (std::size_t i = 0; i < sizes.size(); ++i)
      last += (sizes[i] - 1) * strides[i];
    return last + 1;
  }
};

// What lies there in a row, whatever the row's own stride is.
Tensor shown(const Tensor& row, const Geometry& at) {
  const Tensor base = tw::contiguous(row);
  return tw::as_strided(base, at.sizes, at.strides, base.offset() + at.offset);
}

// The gradient is added into the stretch of the storage where both lie, and x shows its part of
// that.  Elements of x that share a place there share its gradient.
Tensor strided_gradient(const Tensor& g, Geometry x, Geometry y) {
  const std::int64_t low = std::min(x.offset, y.offset);
  x.offset -= low;
  y.offset -= low;
  const std::int64_t length = std::max(x.end(), y.end());
  const auto view_x = [x](const Tensor& row) { return shown(row, x); };
  const auto view_y = [y](const Tensor& row) { return shown(row, y); };
  const Tensor gradient = view_x(autograd::put("as_strided", g, {length}, view_y));
  if (!autograd::may_overlap(x.sizes, x.strides)) return gradient;
  const Tensor ones = full(x.sizes, 1.0, Dtype::f64);
  const Tensor sharing = view_x(autograd::put("as_strided", ones, {length}, view_x));
  return tw::cast(tw::div(gradient, sharing), g.dtype());
}

Tensor as_strided(const Tensor& x, IntSpan sizes, IntSpan strides, std::int64_t offset) {
  const Tensor y = unrecorded([&] { return tw::as_strided(x, sizes, strides, offset); });
  const bool empty = x.numel() == 0 || y.numel() == 0;
  return recorded("as_strided", y, {x}, {},
                  of_one([from = Geometry(x), to = Geometry(y), empty](const Tensor& g) {
                    if (empty) return full(from.sizes, 0.0, g.dtype());
                    return strided_gradient(g, from, to);
                  }));
}

Tensor same(const Tensor& gradient) {
  return gradient;
}

Tensor contiguous(const Tensor& x) {
  const Tensor y = unrecorded([&] { return tw::contiguous(x); });
  return recorded("contiguous", y, {x}, {}, of_one(&same));
}

Tensor clone(const Tensor& x) {
  const Tensor y = unrecorded([&] { return tw::clone(x); });
  return recorded("clone", y, {x}, {}, of_one(&same));
}

}  // namespace

void register_view(Library& library) {
  library.record("transpose", &transpose);
  library.record("permute", &permute);
  library.record("reshape", &reshape);
  library.record("expand", &expand);
  library.record("narrow", &narrow);
  library.record("slice", &slice);
  library.record("select", &select);
  library.record("squeeze", &squeeze);
  library.record("unsqueeze", &unsqueeze);
  library.record("as_strided", &as_strided);
  library.record("contiguous", &contiguous);
  library.record("clone", &clone);
}

}  // namespace tw::gradients
